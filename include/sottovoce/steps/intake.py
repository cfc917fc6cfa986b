"""Step of the intake DAG: look into every site's bucket for what is new."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sottovoce.adapters.object_store import ObjectMissing
from sottovoce.errors import StudyConfigError, TransientError
from sottovoce.intake.discovery import file_name, folder_hash, folders_to_list, listing_digest
from sottovoce.model.folders import FolderRecord
from sottovoce.model.ids import SiteCode
from sottovoce.model.manifests import MANIFEST_NAME
from sottovoce.model.objects import ObjectInfo
from sottovoce.steps.faults import Report, describe
from sottovoce.steps.receipts import write_receipts
from sottovoce.steps.registration import Folder, receive
from sottovoce.steps.workplace import Workplace, workplace

INBOX = "inbox/"
_MOST_FOLDERS = 1000  # looked into at one poll, a site
_ROTATION = 20  # settled folders looked into again at each poll, a site
_AWAITS_CORRECTION = timedelta(days=7)


def poll() -> Report:
    """Look into every site's bucket and register what is complete or overdue.

    Safe to run at any time and twice: what is registered already is left alone. A bucket or a
    folder that can't be read is a fault; the others go on.
    """
    place = workplace()
    counts: Counter[str] = Counter()
    faults: list[str] = []
    with place.ledger.connected():
        for site in place.study.sites:
            try:
                counts += _poll_site(place, SiteCode(site), faults)
            except TransientError:
                raise
            except Exception as error:  # its text may quote a folder's name
                faults.append(f"site {site}: {describe(error)}")
        faults += write_receipts()
    return Report(counts=dict(counts), faults=faults)


def _poll_site(place: Workplace, site: SiteCode, faults: list[str]) -> Counter[str]:
    now = datetime.now(UTC)
    names = place.objects.list_folders(place.bucket(site), INBOX)
    seen = {folder_hash(site, name): name for name in names}
    known = _known_folders(place, site, now)
    listings = [
        _list(place, Folder(site, seen[hashed], hashed), known.get(hashed))
        for hashed in folders_to_list(known, seen, now, rotation=_ROTATION)[:_MOST_FOLDERS]
    ]
    looked = []
    for listing in sorted(listings, key=_sent_at):
        try:
            looked.append(_look(place, listing, now))
        except StudyConfigError as error:
            faults.append(f"site {site}, folder {listing.folder.hashed[:8]}: {error}")
    place.ledger.note_folders(site, [each.record for each in looked])
    return Counter(each.outcome for each in looked)


def _known_folders(place: Workplace, site: SiteCode, now: datetime) -> dict[str, FolderRecord]:
    """Return what is known of each folder; after a quarantine a correction is awaited."""
    known = place.ledger.folders(site)
    awaited = place.ledger.quarantined_folders(site, since=now - _AWAITS_CORRECTION)
    return known | {
        hashed: replace(known[hashed], state="open") for hashed in awaited & known.keys()
    }


@dataclass(frozen=True, slots=True, repr=False)
class _Listing:
    """One folder, what lies in it, and what was known of it before."""

    folder: Folder
    present: Mapping[str, ObjectInfo]
    known: FolderRecord | None


@dataclass(frozen=True, slots=True)
class _Look:
    record: FolderRecord
    outcome: str


def _list(place: Workplace, folder: Folder, known: FolderRecord | None) -> _Listing:
    prefix = f"{INBOX}{folder.name}/"
    objects = place.objects.list_objects(place.bucket(folder.site), prefix)
    return _Listing(folder, {file_name(info.key, prefix): info for info in objects}, known)


def _sent_at(listing: _Listing) -> datetime:
    """Of two folders with the same interview, the one sent later is the duplicate."""
    manifest = listing.present.get(MANIFEST_NAME)
    return manifest.modified_at if manifest else datetime.max.replace(tzinfo=UTC)


def _look(place: Workplace, listing: _Listing, now: datetime) -> _Look:
    """See whether a folder is ready, if it changed or awaits something."""
    known = listing.known
    digest = listing_digest(listing.present.values())
    is_unchanged = known is not None and known.listing_sha256 == digest
    changed_at = known.changed_at if known and is_unchanged else now
    is_settled = known is not None and known.state == "closed" and is_unchanged
    outcome = "settled" if is_settled else _outcome(place, listing, changed_at)
    record = FolderRecord(
        folder_hash=listing.folder.hashed,
        listing_sha256=digest,
        first_seen_at=known.first_seen_at if known else now,
        changed_at=changed_at,
        listed_at=now,
        state="open" if outcome == "waiting" else "closed",
    )
    return _Look(record, outcome)


def _outcome(place: Workplace, listing: _Listing, changed_at: datetime) -> str:
    try:
        return receive(place, listing.folder, listing.present, changed_at)
    except ObjectMissing:  # the site took a file back between the listing and the copy
        return "waiting"
