"""What `make demo` plays once the stack is up: ten sites send, and an analyst asks."""

from rich.console import Console

from sottovoce_demo.access import Access
from sottovoce_demo.closing_report import print_access, print_queries
from sottovoce_demo.delivery import send_study
from sottovoce_demo.progress import progress_table, wait_until_over
from sottovoce_demo.stack import Project
from sottovoce_demo.state import DemoState
from sottovoce_demo.study import DemoStudy, build_demo_study

THROUGH_S = 900


def build_study(state: DemoState, project: Project) -> DemoStudy:
    """Return the demo study, written to the demo's folder."""
    return build_demo_study(project.folder / "tests" / "gold", state.study_dir, project.study())


def play(state: DemoState, project: Project, access: Access, console: Console) -> None:
    """Send the study, wait until it is through, and show what came of it."""
    config = project.study()
    study = build_study(state, project)

    def tell(site: str, n_folders: int) -> None:
        sent = f"sent {n_folders} folders" if n_folders else "had sent everything before"
        console.print(f"· site {site} {sent}", highlight=False)

    send_study(study, config, access, tell)
    progress, _ = wait_until_over(
        study, config, access.dsns["ledger"], console, timeout_s=THROUGH_S
    )
    if not console.is_terminal:
        console.print(progress_table(progress, config))
    if not progress.is_over:
        console.print(f"Not everything is through after {THROUGH_S} s; the Airflow pages say why.")
    print_queries(console, access)
    print_access(console, state, access)
