// @ts-check
// Opens links to Airflow's own pages in Airflow's window. Its frame around the Desk may not be left
// by a link inside of it, so a link of the outer page is followed instead.

for (const link of document.querySelectorAll("a[data-airflow]")) {
  link.addEventListener("click", (event) => {
    if (window.parent === window || !(link instanceof HTMLAnchorElement)) return;
    try {
      const outer = window.parent.document.createElement("a");
      outer.href = link.href;
      event.preventDefault();
      window.parent.document.body.append(outer);
      outer.click();
      outer.remove();
    } catch {
      // Another origin around us: the browser does what the link says.
    }
  });
}
