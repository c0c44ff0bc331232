"""Corrections: proposed with a source, decided by editors, and never lost."""

import math
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

import crmmap
from crmmap.schema.modes import modes_of
from crmmap.store import folder_store
from crmmap.store import proposals as rules
from crmmap.store.folder_store import FolderStore
from crmmap.store.overtaking import Overtaken
from crmmap.store.proposal import NotPossible, proposals
from crmmap.store.proposals import accept, ask, propose, refuse, reply
from crmmap.store.readings import agreement_of_readers, read_again
from tests.shipped import WHOLE
from tests.store.conftest import KAMOA, ROWS

SOURCE = "https://example.org/kamoa"
FUND = "us-ukraine-urif-2025"


@pytest.fixture
def store(either):
    """Wherever it is kept."""
    return either


def shown(store):
    """The Atlas of the snapshot that is shown."""
    return crmmap.load(store.place)


def sites_file(store):
    with store.tables() as work:
        return (work / "sites.csv").read_text("utf-8").splitlines()


def correct(store, value="mine", *, table="sites", key=KAMOA, column="kind", by="vera", **words):
    words = {"source": SOURCE, "reason": "The smelter stands elsewhere.", **words}
    return propose(store, table, key, column, value, by=by, **words)


def test_a_correction_goes_from_a_card_to_the_map_and_the_journal_tells_it(store):
    before = sites_file(store)
    made = correct(store)
    assert (made.was, made.value, made.state) == ("mine;smelter", "mine", "open")
    assert sites_file(store) == before, "not yet"
    done = accept(store, made.number, by="edo")
    assert done.state == "accepted" and proposals(store) == [done]
    after = sites_file(store)
    ((old, new),) = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert old.startswith(KAMOA) and new == old.replace("mine;smelter", "mine")
    published = store.publish(by="edo")
    assert published.changes == ("sites: rows: 1 changed",)
    sites = shown(store).sites.set_index("site_id")
    assert sites.at[KAMOA, "kind"] == "mine"
    told = [(one.who, one.what) for one in store.journal.events()]
    assert told == [
        ("ann", "published"),
        ("vera", "proposed"),
        ("edo", "accepted"),
        ("edo", "published"),
    ]
    event = store.journal.events()[2]
    assert event.source == SOURCE and event.why == "The smelter stands elsewhere."
    assert event.detail["was"] == "mine;smelter" and event.detail["cell"] == f"sites, {KAMOA}, kind"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"by": " "}, "Say who you are"),
        ({"reason": ""}, "Say why"),
        ({"source": "my neighbour"}, "web address of a source"),
        ({"source": "javascript:alert(1)"}, "web address of a source"),
        ({"value": "mine;smelter"}, "The table says this already"),
        ({"value": "palace"}, "would break a rule of the tables: sites.csv, row"),
        ({"column": "site_id"}, "has no column site_id that can be corrected"),
        ({"column": "nope"}, "has no column nope"),
        ({"table": "nope"}, "nope has no column"),
        ({"key": "CRM0"}, "has no row CRM0"),
        ({"column": "latitude", "value": "north"}, "must be a number"),
        ({"table": "zones", "key": "@zone", "column": "area_km2", "value": "abc"}, "could not"),
        ({"table": "zones", "key": "@zone", "column": "area_km2", "value": "nan"}, "count with"),
        ({"column": "name", "value": "x" * 3000}, "2,000 characters at most"),
    ],
)
def test_what_can_not_be_proposed_is_said(store, words, says):
    if words.get("key") == "@zone":
        words = {**words, "key": WHOLE.zones["zone_id"].iloc[3]}
    with pytest.raises(NotPossible, match=says):
        correct(store, **words)
    assert proposals(store) == [] and len(store.journal.events()) == 1


def test_nothing_is_decided_without_a_word_or_twice(store):
    made = correct(store)
    with pytest.raises(NotPossible, match="Give a reason"):
        refuse(store, made.number, by="ina", answer=" ")
    assert ask(store, made.number, by="ina", answer="Which year?").state == "asked"
    with pytest.raises(NotPossible, match="Only who has proposed it answers"):
        reply(store, made.number, by="vito", answer="2024")
    assert reply(store, made.number, by="vera", answer="2024").state == "open"
    assert proposals(store)[0].reason.endswith("elsewhere. 2024")
    assert refuse(store, made.number, by="ina", answer="An old source").state == "refused"
    with pytest.raises(NotPossible, match="ina has refused it already"):
        accept(store, made.number, by="ina")
    with pytest.raises(NotPossible, match="There is no proposal 99"):
        accept(store, 99, by="ina")


def test_two_editors_on_one_cell_never_lose_a_word(store):
    one, other = correct(store, "mine"), correct(store, "smelter", by="vito")
    accept(store, one.number, by="edo")
    with pytest.raises(NotPossible, match="has become 'mine' since this was proposed"):
        accept(store, other.number, by="ina")
    with ThreadPoolExecutor(4) as pool:
        cells = {"owner": "Ivanhoe", "status": "suspended", "confidence": "high", "note": "A"}
        made = list(
            pool.map(lambda pair: correct(store, pair[1], column=pair[0]).number, cells.items())
        )
        list(pool.map(lambda number: accept(store, number, by="edo"), made))
    store.publish(by="edo")
    row = shown(store).sites.set_index("site_id").loc[KAMOA]
    assert {column: row[column] for column in cells} == cells and row["kind"] == "mine"


def test_who_is_stopped_between_writing_and_noting_accepts_again(first, tmp_path, monkeypatch):
    shutil.copytree(first, tmp_path / "store")
    store = FolderStore(tmp_path / "store")
    made = correct(store)

    def written(path, content):
        path.write_bytes(content)
        raise KeyboardInterrupt

    monkeypatch.setattr(folder_store, "put", written)
    with pytest.raises(KeyboardInterrupt):
        accept(store, made.number, by="edo")
    monkeypatch.undo()
    assert proposals(store)[0].state == "open"
    assert accept(store, made.number, by="edo").state == "accepted"


def test_a_coded_feature_is_read_by_two_and_the_mode_follows(store):
    made = correct(store, "no", table="agreements", key=FUND, column="pressure")
    with pytest.raises(NotPossible, match="somebody else must read it first"):
        accept(store, made.number, by="edo")
    with pytest.raises(NotPossible, match="another person"):
        read_again(store, made.number, "no", by=" Vera")
    read_again(store, made.number, "yes", by="rea")
    with pytest.raises(NotPossible, match="The readings differ: 'no' by vera, 'yes' by rea"):
        accept(store, made.number, by="edo")
    with pytest.raises(NotPossible, match="The readings differ"):
        accept(store, made.number, by="edo", value="unknown")
    assert accept(store, made.number, by="edo", value="no").taken == "no"
    assert agreement_of_readers(store, "pressure")[:2] == (1, 0.0), "both readings stay"
    store.publish(by="edo")
    rows = shown(store).agreements.set_index("agreement_id")
    was = WHOLE.agreements.set_index("agreement_id").loc[FUND]
    assert was["diplomacy_mode"] == "coercive" and rows.at[FUND, "pressure"] == "no"
    assert rows.at[FUND, "diplomacy_mode"] == modes_of(rows.loc[[FUND]]).iloc[0] != "coercive"


def test_how_well_two_readers_agree(store):
    assert agreement_of_readers(store, "shared_goods")[0] == 0
    rows = WHOLE.agreements
    told = rows[rows["shared_goods"] == "yes"]["agreement_id"].head(4)
    for key, second in zip(told, ("no", "no", "unknown", "unknown"), strict=True):
        value = "no" if key != told.iloc[3] else "unknown"
        made = correct(store, value, table="agreements", key=key, column="shared_goods")
        read_again(store, made.number, second, by="rea")
    # first: no no no unknown; second: no no unknown unknown. They agree on 3 of 4; by chance on
    # 3/4 * 2/4 + 1/4 * 2/4 = 1/2, so kappa is (3/4 - 1/2) / (1 - 1/2)
    assert agreement_of_readers(store, "pressure")[0] == 0
    number, agreed, kappa = agreement_of_readers(store, "shared_goods")
    assert number == 4 and agreed == 0.75 and math.isclose(kappa, 0.5)


def test_a_shape_keeps_its_outline_when_its_words_change(store):
    zone = WHOLE.zones.iloc[3]
    made = correct(store, "A new name", table="zones", key=zone["zone_id"], column="name")
    accept(store, made.number, by="edo")
    store.publish(by="edo")
    rows = shown(store).zones.set_index("zone_id")
    assert rows.at[zone["zone_id"], "name"] == "A new name"
    assert rows.at[zone["zone_id"], "geometry"].equals(zone["geometry"])
    assert len(rows) == ROWS


def test_what_was_proposed_is_not_proposed_again_and_nobody_drowns_the_others(store, monkeypatch):
    made = correct(store)
    with pytest.raises(NotPossible, match=f"it is proposal {made.number}"):
        correct(store, by="vito")
    monkeypatch.setattr(rules, "MOST_OF_ONE", 1)
    with pytest.raises(NotPossible, match="Too many proposals wait"):
        correct(store, "smelter", by="VERA")
    correct(store, "smelter", by="vito")


def test_a_push_or_a_restore_takes_no_accepted_correction_away_in_silence(store, tmp_path):
    old = store.current()
    store.pull(tmp_path / "mine")
    made = correct(store)
    accept(store, made.number, by="edo")
    for act in (
        lambda **more: store.push(tmp_path / "mine", by="ann", note="", **more),
        lambda **more: store.restore(old, by="ann", **more),
    ):
        with pytest.raises(Overtaken, match="1 accepted correction is not published yet and would"):
            act()
    store.publish(by="edo")
    with pytest.raises(Overtaken, match="has changed since"):
        store.push(tmp_path / "mine", by="ann", note="")
    other = correct(store, "smelter", by="vito")
    accept(store, other.number, by="edo")
    store.push(tmp_path / "mine", by="ann", note="", over=True)
    assert proposals(store)[0].state == "open", "it waits for a decision again"
    assert store.journal.events()[-2].what == "reopened"
    store.push(tmp_path / "mine", by="ann", note="")  # nothing waits that this would take away
