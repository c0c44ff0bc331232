"""The first tables of a store: those of the data, the journal, the proposals and the snapshots.

They are written out here, for what a store has does not change when the rules of crmmap do; the
next step brings it to them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0001"
down_revision = None

NUMBER, FLAG, KEY = "#?!"
TABLES = {
    "sources": (
        "source_id title publisher version licence licence_class address tables attribution caution"
    ),
    "minerals": (
        "mineral symbol eu_critical_2023? eu_strategic_2024? us_critical_2022? us_critical_2025?"
    ),
    "production": (
        "series_id mineral stage iso3 country year value# unit share_of_world# headline? "
        "measure basis publisher"
    ),
    "reserves": "iso3 mineral reserves# unit",
    "criticality": (
        "material canonical_mineral sourcing_of supply_risk# economic_importance# critical? "
        "strategic?"
    ),
    "outlook_supply": (
        "mineral stage measure iso3 year value# unit share_of_world# case basis edition "
        "source_id note"
    ),
    "outlook_demand": (
        "mineral measure sector sector_kind scenario year value# unit edition source_id note"
    ),
    "trade_flows": (
        "mineral stage product hs6 year exporter importer value_kusd# quantity_t# "
        "share_of_world_trade# source_id"
    ),
    "import_reliance": (
        "importer mineral product stage year indicator net_import_reliance# qualifier "
        "source_iso3 share# total_import_kusd# basis source_id note"
    ),
    "mineral_attributes": ("mineral attribute detail year value# unit usd_per_t# source_id note"),
    "end_uses": ("mineral material application share# qualifier nace_sector year source_id"),
    "governance_wgi": "iso3 year estimate# indicator source_id",
    "countries": "name also_called iso_a3 region un_region",
    "sites": (
        "site_id! name also_called kind status status_source_id status_as_of latitude# "
        "longitude# country iso3 minerals owner confidence position_check source_ids "
        "coord_source as_of_year# complex_id eu_strategic_project note"
    ),
    "site_details": (
        "site_id source_id capacity# capacity_unit capacity_year production production_year "
        "start_year parent grade"
    ),
    "named_sites": "named_site site_id cross_check verdict",
    "zones": (
        "zone_id! name category sensitivity countries area_km2# geometry_kind eq_radius_km# "
        "circle_reliability source_id licence licence_class"
    ),
    "blocs": "bloc_id! name kind resolves founded status",
    "bloc_members": (
        "bloc_id iso3 role counts? from_date to_date source_url source_title as_of confidence "
        "provenance"
    ),
    "agreements": (
        "agreement_id! title short_title kind diplomacy_mode mode_rationale access exclusion "
        "pressure shared_goods coding_basis coding_confidence coding parties lead "
        "partner_iso3 scope signed_date end_date status minerals legal_force "
        "governance_provisions financing_usd# paper_differs source_url source_title as_of "
        "confidence provenance"
    ),
    "standards": "standard_id! name issuer level bindingness declaratory?",
    "standard_adherence": (
        "standard_id subject_kind subject iso3 status counts? site_id source_url source_title "
        "as_of confidence provenance"
    ),
    "measures": (
        "measure_id! imposing target minerals kind mode direction stage severity all_buyers? "
        "partly_covered not_covered scope_reason scope_confidence announced_date "
        "effective_date end_date suspended_from suspended_until status source_url "
        "source_title as_of confidence provenance"
    ),
    "timeline": "date event places",
    "paper_entities": "entity type map_shows iso3 latitude# longitude# reach",
}
"""The columns of each table; what follows a name says that it is a number, a flag or the key."""
SPATIAL = ("countries", "zones")
POSITION = "ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)"
NOTE_EDIT = """
CREATE FUNCTION note_edit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  was jsonb := CASE WHEN TG_OP IN ('UPDATE', 'DELETE') THEN to_jsonb(OLD) ELSE '{}' END;
  said jsonb := CASE WHEN TG_OP IN ('INSERT', 'UPDATE') THEN to_jsonb(NEW) ELSE '{}' END;
  cells jsonb;
  names text;
BEGIN
  IF current_setting('crmmap.writing', true) = 'on' THEN RETURN NULL; END IF;
  IF TG_OP = 'TRUNCATE' THEN
    was := '{"row": "all"}';
  END IF;
  was := was - 'position';
  said := said - 'position';
  -- an outline may be long; whether it is another one is seen by its hash
  IF was ? 'geometry' THEN
    was := was || jsonb_build_object('geometry', md5(was ->> 'geometry'));
  END IF;
  IF said ? 'geometry' THEN
    said := said || jsonb_build_object('geometry', md5(said ->> 'geometry'));
  END IF;
  was := was - 'content';
  said := said - 'content';
  SELECT jsonb_object_agg(name, jsonb_build_array(was -> name, said -> name)),
      string_agg(name, ', ' ORDER BY name)
    INTO cells, names FROM jsonb_object_keys(was || said) AS name
    WHERE was -> name IS DISTINCT FROM said -> name;
  IF cells IS NOT NULL OR TG_TABLE_NAME = 'beside' THEN
    INSERT INTO crmmap.events (at, who, what, detail) VALUES (
      to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'), session_user, 'edited',
      jsonb_build_object(
        'cells', coalesce(cells, '{}'),
        'changes', jsonb_build_array(format('%s, row %s: %s',
          TG_TABLE_NAME, (was || said) ->> TG_ARGV[0],
          CASE TG_OP WHEN 'UPDATE' THEN coalesce(names, 'content')
            WHEN 'INSERT' THEN 'added' ELSE 'taken out' END))));
  END IF;
  RETURN NULL;
END $$;
ALTER FUNCTION note_edit() SET search_path = pg_catalog, public, postgis, extensions, pg_temp;
"""
"""Writes into the journal what somebody changes in QGIS or by SQL, without crmmap."""
KEEP_JOURNAL = """
CREATE FUNCTION keep_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'nothing in the journal is changed or taken out'; END $$;
CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION keep_journal();
"""


def upgrade() -> None:
    """Make them all."""
    for name, columns in TABLES.items():
        op.create_table(name, *_columns(name, columns.split()))
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        *_texts("at who what why source"),
        sa.Column("detail", sa.Text, nullable=False, server_default="{}"),
        sa.CheckConstraint("detail::json IS NOT NULL", "detail_is_json"),
    )
    op.create_table(
        "proposals",
        sa.Column("number", sa.Integer, sa.Identity(), primary_key=True),
        *_texts("at who place key field was value source reason state"),
        *_texts("decided_by decided_at answer second_by second taken"),
    )
    op.create_table(
        "beside",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        comment="Scenarios and stories, the files beside the tables",
    )
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("manifest", sa.Text, nullable=False),
    )
    of = sa.ForeignKey("snapshots.id", ondelete="CASCADE")
    op.create_table(
        "snapshot_files",
        sa.Column("snapshot", sa.Text, of, primary_key=True),
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "settings",
        sa.Column("only", sa.Boolean, primary_key=True, server_default=sa.text("true")),
        sa.Column("keep", sa.Integer, nullable=False),
        sa.Column("current", sa.Text, sa.ForeignKey("snapshots.id")),
    )
    op.execute(NOTE_EDIT)
    op.execute(KEEP_JOURNAL)
    keys = {name: _key(columns) for name, columns in TABLES.items()} | {"beside": "path"}
    for name, key in keys.items():
        op.execute(
            f"CREATE TRIGGER edited AFTER INSERT OR UPDATE OR DELETE ON {name} "
            f"FOR EACH ROW EXECUTE FUNCTION note_edit('{key}')"
        )
        op.execute(
            f"CREATE TRIGGER emptied AFTER TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION note_edit('row')"
        )


def _key(columns: str) -> str:
    """By which column a row is named in the journal."""
    return next((word.rstrip(KEY) for word in columns.split() if word.endswith(KEY)), "row_order")


def _columns(name: str, words: list[str]) -> list[sa.schema.SchemaItem]:
    found: list[sa.schema.SchemaItem] = [
        sa.Column("row_order", sa.BigInteger, sa.Identity(), primary_key=True)
    ]
    for word in words:
        column = word.rstrip(NUMBER + FLAG + KEY)
        if word.endswith(NUMBER):
            found.append(sa.Column(column, sa.Double))
        elif word.endswith(FLAG):
            none = sa.text("false")
            found.append(sa.Column(column, sa.Boolean, nullable=False, server_default=none))
        else:
            found += _texts(column, unique=word.endswith(KEY))
    found.append(sa.Column("more", sa.JSON, nullable=False, server_default="{}"))
    found.append(sa.CheckConstraint("json_typeof(more) = 'object'", f"{name}_more_is_an_object"))
    if name in SPATIAL:
        shape = Geometry(srid=4326, spatial_index=False)
        found.append(sa.Column("geometry", shape, nullable=False))
    if name == "sites":
        point = Geometry("POINT", srid=4326, spatial_index=False)
        found.append(sa.Column("position", point, sa.Computed(POSITION, persisted=True)))
    return found


def _texts(names: str, *, unique: bool = False) -> list[sa.Column]:
    return [
        sa.Column(name, sa.Text, nullable=False, server_default="", unique=unique)
        for name in names.split()
    ]
