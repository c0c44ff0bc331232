"""Small files of the layouts that publishers use, with the odd rows that real ones have."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
import xlsxwriter

ICMM_HEAD = (
    "ICMMID", "Confidence Factor", "Mine Name", "Group Names", "Latitude", "Longitude", "Asset Type", "Country",
    "Primary Commodity", "Secondary Commodity", "Other Commodities",
)  # fmt: skip
ICMM_ROWS = (
    ("ICMM90001", "High", "Test Acme", "Acme Mining;Beta SA", -10.71, 25.4, "Mine;Plant", "DR Congo", "copper", "cobalt ", ""),
    ("ICMM90002", "Very Low", "", "", "\u221233.5", -70.2, "Mine", "Chile", "copper", "", "molybdenum"),
    ("ICMM90003", "Moderate", "Gold only", "", 10.1, 20.2, "Mine", "Chad", "gold", "silver", ""),
    ("ICMM90004", "Moderate", "Steelworks", "", 50.1, 20.2, "Steel Plant", "Poland", "steel", "", ""),
    ("ICMM90005", "Moderate", "Coal pit", "", 37.5, 33.1, "Mine", "Türkiye", "metallurgical coal", "thermal coal", ""),
    ("ICMM90006", "Low", "No place", "", "", "", "Refinery; Smelter", "Peru", "zinc", "", ""),
)  # fmt: skip


def icmm(folder: Path) -> Path:
    """Sheets "About", "External" and "Supplemental Sheet"; the header is the first row of "External"."""
    path = folder / "icmm.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        book.add_worksheet("About").write(0, 0, "ICMM Global Mining Dataset")
        sheet = book.add_worksheet("External")
        for place, row in enumerate((ICMM_HEAD, *ICMM_ROWS)):
            sheet.write_row(place, 0, row)
        book.add_worksheet("Supplemental Sheet").write(0, 0, "Notes")
    return path


def _facility(
    uid: str,
    country: str,
    name: str,
    kind: str,
    commodity: str,
    product: str,
    lat: float,
    lon: float,
    **more,
):
    return {
        "FeatureUID": uid, "Country": country, "FeatureNam": name, "FeatureTyp": kind, "DsgAttr01": commodity,
        "DsgAttr02": product, "DsgAttr03": None, "LocOpStat": more.get("status", "Assumed Active"),
        "LocConf": more.get("conf", "E"), "Latitude": lat, "Longitude": lon, "OperateNam": "Acme Ltd.",
    }  # fmt: skip


FACILITIES = (
    _facility("ZMB901", "Zambia", "Test Smelter", "Mineral Processing Plants", "Copper", "Metal", -12.8, 28.2),
    _facility("ZMB901", "Zambia", "Test Smelter", "Mineral Processing Plants", "Cobalt", "Metal", -12.8, 28.2),
    _facility("ZMB902", "Zambia", "Lime works", "Mines and Quarries", "Lime", "", -15.4, 28.3),
    _facility("COD903", "Congo, Dem. Rep.", "Idle pit", "Mines and Quarries", "Tin", "Ore", -2.1, 28.6, status="C&M", conf="A"),
    _facility("ZAF904", "South Africa", "Alloys", "Mineral Processing Plants", "Ferroalloys", "Ferrochromium", -25.7, 29.4),
)  # fmt: skip


def facilities_geojson(folder: Path) -> Path:
    """The layout of USGS's mineral facilities of Africa, as GeoJSON."""
    path = folder / "AFR_Mineral_Facilities.geojson"
    features = [
        {"type": "Feature", "properties": row, "geometry": {"type": "Point", "coordinates": [row["Longitude"], row["Latitude"]]}}
        for row in FACILITIES
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def zipped(folder: Path, frame: gpd.GeoDataFrame, stem: str, *, inside: str = "") -> Path:
    """A shapefile as a zip of its parts."""
    (folder / "parts").mkdir(exist_ok=True)
    frame.to_file(folder / "parts" / f"{stem}.shp")
    path = folder / f"{stem}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted((folder / "parts").glob(f"{stem}.*")):
            archive.write(part, inside + part.name)
    return path


def facilities_shapefile(folder: Path) -> Path:
    """The same rows as a zipped shapefile, the layout of the Indo-Pacific, in Web Mercator."""
    table = pd.DataFrame(FACILITIES)
    frame = gpd.GeoDataFrame(
        table, geometry=gpd.points_from_xy(table["Longitude"], table["Latitude"]), crs="EPSG:4326"
    )
    return zipped(folder, frame.to_crs("EPSG:3857"), "facilities", inside="data/")


MRDS = """dep_id,url,site_name,latitude,longitude,region,country,state,com_type,commod1,commod2,commod3,oper_type,dev_stat
10000001,https://x,Alpha Lode,61.2,-149.5,NA,United States,Alaska,M,"Copper, Gold",Silver,,Underground,Past Producer
10000002,https://x,Beta Prospect,-33.1,-70.1,SA,Chile,,M,Lithium,,,Unknown,Prospect
10000003,https://x,Gamma,,,SA,Chile,,M,Copper,,,Surface,Producer
10000004,https://x,Delta Sand,40.1,-100.2,NA,United States,Nebraska,N,Sand and Gravel,,,Surface,Producer
10000005,https://x,Epsilon,64.1,-150.2,NA,United States,Alaska,M,Tungsten,,,Surface,Producer
10000006,https://x,Zeta,1,2,3,4,5,6,7,8,9,10,11,12,13
"""


def mrds(folder: Path) -> Path:
    """USGS MRDS: one CSV; the last row has cells too many."""
    path = folder / "mrds.csv"
    path.write_text(MRDS, encoding="utf-8")
    return path


MCS = """\ufeffSource,Country,Type,Prod_t_2022,Prod_t_est_2023,Prod_note,Reserves_t,Reserves_notes
MCS2024,United States,"Mine production, contained antimony",0,0,,60000,
MCS2024,Burma,"Mine production, contained antimony",4600,4700,Also estimated in 2022,140000,
MCS2024,Guatemala,"Mine production, contained antimony",24,25,,NA,
MCS2024,Atlantis,"Mine production, contained antimony",1,1,,NA,
MCS2024,Laos,"Mine production, contained antimony",W,W,,NA,
MCS2024,Turkey,"Mine production, contained antimony","5,800","6,000",,"99,000",
MCS2024,World total (rounded)10,"Mine production, contained antimony",83100,83000,,             NA,">2,000,000"
"""


def mcs(folder: Path) -> Path:
    """World data of the Mineral Commodity Summaries, one commodity a file."""
    path = folder / "mcs2024-antim_world.csv"
    path.write_text(MCS, encoding="utf-8")
    return path


NRCAN = [
    {"id": "a", "name": "Test Lake", "operator": "Acme", "minerals": ["Lithium (spodumene)", "tantalum"], "stage": "Advanced Project",
     "status": "Active", "latitude": 48.5, "longitude": -77.7, "province": "Quebec", "nrcanObjectId": 9001,
     "operationGroup": "Advanced exploration project", "developmentStage": "Advanced project"},
    {"id": "b", "name": "Held", "operator": "Acme", "minerals": ["Nickel"], "stage": "Producing Mine",
     "status": "On hold / suspended", "latitude": 46.5, "longitude": -81.0, "province": "Ontario", "nrcanObjectId": 9002,
     "operationGroup": "Mines and other primary producing sites", "developmentStage": "Mine"},
    {"id": "c", "name": "Works", "operator": "", "minerals": ["Battery materials (black mass)"], "stage": "Processing Facility",
     "status": "Active", "latitude": 44.2, "longitude": -76.5, "province": "Ontario", "nrcanObjectId": 9003,
     "operationGroup": "Processing", "developmentStage": "Battery recycling facility"},
    {"id": "d", "name": "Refinery", "operator": "Acme", "minerals": ["cobalt", "silver"], "stage": "Processing Facility",
     "status": "Active", "latitude": 47.4, "longitude": -79.6, "province": "Ontario", "nrcanObjectId": 9004,
     "operationGroup": "Processing", "developmentStage": "Smelter, refinery, plant"},
]  # fmt: skip


def nrcan(folder: Path) -> Path:
    """A list of objects, as the inventory is re-published."""
    path = folder / "nrcan.json"
    path.write_text(json.dumps(NRCAN))
    return path


def ga(folder: Path) -> Path:
    """One sheet; a state and a group with a stray space."""
    path = folder / "ga.xlsx"
    rows = (
        ("OBJECTID", "Name", "State", "Latitude", "Longitude", "Status", "Commodity Group", "globalid", "x", "y"),
        (9001, "Test Nickel", "WA", -28.5, 121.1, "Operating mine", "Battery/Alloy metals - Ni (Co, Cu, PGE)", "g1", 1.0, 2.0),
        (9002, "Sands", "QLD ", -20.1, 147.2, "Care and maintenance", "Heavy mineral sands - Ti, Zr, REE", "g2", 1.0, 2.0),
        (9003, "Gold", "VIC", -37.1, 144.2, "Operating Mine", "Precious metals - Au, Ag", "g3", 1.0, 2.0),
        (9004, "Pure", "SA", -32.1, 138.2, "Developing mine", "High-purity elements - Al, Si", "g4", 1.0, 2.0),
    )  # fmt: skip
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("GA Australian_Operating_Mines_2")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return path


BOX = shapely.box(20, -10, 20.5, -9.5)
BOWTIE = shapely.Polygon([(30, 0), (31, 1), (31, 0), (30, 1), (30, 0)])


def _wdpa_row(pid: str, name: str, **more):
    return {
        "WDPAID": 1.0, "WDPA_PID": pid, "PA_DEF": more.get("pa_def", "1"), "NAME": name, "DESIG_ENG": more.get("desig", "National Park"),
        "IUCN_CAT": more.get("iucn", "II"), "STATUS": more.get("status", "Designated"), "STATUS_YR": 1990, "REP_AREA": more.get("area", 0.0),
        "GIS_AREA": more.get("area", 0.0), "PARENT_ISO": "AGO", "ISO3": more.get("iso3", "AGO"),
    }  # fmt: skip


def wdpa(folder: Path) -> Path:
    """Points and polygons as two shapefiles of one archive."""
    shapes = [
        (BOX, _wdpa_row("1", "Parque")),
        (BOWTIE, _wdpa_row("2", "Knot", iso3="COD", iucn="VI", pa_def="0")),
    ]
    shapes += [
        (BOX, _wdpa_row("3", "Planned", status="Proposed")),
        (BOX, _wdpa_row("1", "Parque again")),
    ]
    points = [
        (
            shapely.Point(21, -11),
            _wdpa_row(
                "4",
                "Ramsar",
                desig="Ramsar Site, Wetland of International Importance",
                area=314.159,
            ),
        )
    ]
    points += [(shapely.Point(22, -11), _wdpa_row("5", "Nowhere"))]
    for name, rows in (("polygons", shapes), ("points", points)):
        frame = gpd.GeoDataFrame(
            [row for _, row in rows], geometry=[shape for shape, _ in rows], crs="EPSG:4326"
        )
        (folder / "parts").mkdir(exist_ok=True)
        frame.to_file(folder / "parts" / f"WDPA_Nov2026_AGO-shapefile-{name}.shp")
    path = folder / "WDPA_Nov2026_AGO.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted((folder / "parts").glob("WDPA*")):
            archive.write(part, part.name)
    return path


def wdpa_in_parts(folder: Path) -> Path:
    """As Protected Planet ships it: archives of shapefiles within an archive, with a guide beside them."""
    inner = wdpa(folder).read_bytes()
    path = folder / "WDPA_WDOECM_Nov2026_Public_AGO_shp.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in range(3):
            archive.writestr(f"WDPA_WDOECM_Nov2026_Public_AGO_shp_{part}.zip", inner)
        archive.writestr("Resources_in_English/WDPA_WDOECM_Manual.pdf", b"%PDF")
    return path


def kba(folder: Path) -> Path:
    path = folder / "kba.gpkg"
    rows = [{"SitRecID": 6001, "Country": "Angola", "ISO3": "AGO", "NatName": "Serra", "IntName": "Serra Test", "SitArea": 250000.0,
             "KbaStatus": "confirmed"}]  # fmt: skip
    gpd.GeoDataFrame(rows, geometry=[BOX], crs="EPSG:4326").to_file(path, layer="KbaGlobal")
    return path


def resolve(folder: Path) -> Path:
    rows = [{"OBJECTID": 1.0, "ECO_NAME": "Test woodlands", "BIOME_NUM": 7.0, "BIOME_NAME": "Tropical Savannas", "ECO_ID": 99001,
             "NNH": 2, "LICENSE": "CC-BY 4.0"}]  # fmt: skip
    return zipped(folder, gpd.GeoDataFrame(rows, geometry=[BOX], crs="EPSG:4326"), "Ecoregions2017")


def cepf(folder: Path) -> Path:
    rows = [
        {"NAME": "Test Hotspot", "Type": "hotspot area"},
        {"NAME": "Test Hotspot", "Type": "outer limit"},
    ]
    return zipped(
        folder,
        gpd.GeoDataFrame(rows, geometry=[BOX, BOX.buffer(1)], crs="EPSG:4326"),
        "hotspots_2016_1",
    )


def eiti(folder: Path) -> Path:
    path = folder / "eiti.csv"
    path.write_text(
        "Country;Status;Join date\nAngola;Implementing;2022\nBhutan;Candidate;2026\nUtopia;x;2020\nOman;;\n",
        encoding="utf-8",
    )
    return path


def _points(path: Path, rows: list[dict]) -> Path:
    """GeoJSON with a point of each row's Longitude and Latitude."""
    features = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": {"type": "Point", "coordinates": [row["Longitude"], row["Latitude"], 0.0]},
        }
        for row in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def africa_facilities(folder: Path) -> Path:
    """Of the release of 2021: group, commodity and stage in three columns; <null> for nothing."""
    place = {"Latitude": -18.3, "Longitude": 29.9, "Country": "Zimbabwe"}
    base = {**place, "LocConfid": "A", "DsgAttr06": 2018, "DsgAttr09": "<null>"}
    row = {**base, "FeatureTyp": "Mineral Processing Plants", "LocOpStat": "C&M"}
    nickel = {"DsgAttr01": "Metal", "DsgAttr02": "Nickel", "DsgAttr03": "Refined metal"}
    gas = {"DsgAttr01": "Fuel", "DsgAttr02": "Natural gas", "DsgAttr03": "<null>"}
    return _points(
        folder / "africa_facilities.geojson",
        [
            {**row, **nickel, "FeatureUID": "ZWE901", "FeatureNam": "Test", "OperateNam": "<null>"},
            {**row, **gas, "FeatureUID": "ZWE902", "FeatureNam": "Gas", "OperateNam": "A"},
        ],
    )


def africa_deposits(folder: Path) -> Path:
    """Commodities in several columns."""
    row = {"Latitude": -19.2, "Longitude": 31.7, "Country": "Zimbabwe", "DsgAttr09": "Igneous"}
    more = {"FeatureUID": "ZWd901", "DsgAttr01": "Gold", "DsgAttr02": "Phosphate", "DsgAttr10": 1}
    return _points(
        folder / "africa_deposits.geojson", [{**row, **more, "FeatureNam": "Test deposit"}]
    )


def africa_exploration(folder: Path) -> Path:
    """Sites at which somebody has looked."""
    row = {"Latitude": 13.7, "Longitude": -11.6, "Country": "Mali", "LocOpStat": "Exploration"}
    more = {"DsgAttr01": "Copper", "DsgAttr02": "Silver", "DsgAttr03": "Uranium"}
    ids = {"FeatureUID": "MLx901", "DsgAttr11": 2007, "DsgAttr12": "P1", "OwnerName": "Delta"}
    return _points(
        folder / "africa_exploration.geojson", [{**row, **more, **ids, "FeatureNam": "T"}]
    )


def pp1802(folder: Path) -> Path:
    """A type of deposit that is geology and no kind of site."""
    path = folder / "pp1802.csv"
    path.write_text(
        "X,Y,DEPOSIT_NAME,CRITICAL_MINERAL,DEPOSIT_TYPE,LATITUDE,LONGITUDE,LOCATION,LOC_DETAIL\n"
        "-90.5,37.8,Test lead belt,Gallium,Ga in Mississippi Valley-type,37.8,-90.5,"
        "United States of America,Missouri\n",
        encoding="utf-8",
    )
    return path


def icmm_geojson(folder: Path) -> Path:
    """The dataset as others convert it, under the publisher's ids."""
    about = {"assetType": "Mine", "confidenceFactor": "Very Low", "country": "Germany"}
    said = {"primaryCommodity": "zinc", "secondaryCommodity": "lead", "otherCommodities": "copper"}
    rows = [{**about, **said, "id": "ICMM99001", "name": "Test"}]
    features = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": {"type": "Point", "coordinates": [10.27, 51.8]},
        }
        for row in rows
    ]
    path = folder / "icmm.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def mcs_2025(folder: Path) -> Path:
    """Capitals, a unit in a column of its own, and a blank in a column's name."""
    path = folder / "mcs2025.csv"
    path.write_bytes(
        b"SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,PROD_NOTES,"
        b"RESERVES_2024,RESERVE_NOTES\n"
        b'MCS2025,Cobalt,Congo (Kinshasa),"Mine production, cobalt content",metric tons,101,111,,501,\n'
        b"MCS2025,Cobalt,C\xf4te d\x92Ivoire,"
        b'"Mine production, cobalt content",metric tons,1,1,,5,\n'
        b"MCS2025,Cobalt,World total (rounded),"
        b'"Mine production, cobalt content",metric tons,102,112,,505,\n'
    )
    return path


def mcs_2026(folder: Path) -> Path:
    """All statistics of the edition in one table, a row for each figure."""
    path = folder / "mcs2026.csv"
    head = (
        "MCS chapter,Section,Commodity,Country,Statistics,Statistics_detail,Unit,Year,Value,Notes"
    )
    world = "COBALT,World Mine Production and Reserves,Cobalt"
    path.write_text(
        f"{head}\n"
        f'{world},Congo (Kinshasa),Production,Mine production,metric tons,2025,"230,001",Estimated.\n'
        f'{world},World total,Production,Mine production: rounded,metric tons,2025,"460,002",\n'
        f'{world},Cuba,Reserves,Reserves,metric tons,2025,"500,001",\n'
        f"{world},Chad,Production,Mine production,metric tons,2025,W,\n"
        "COBALT,Salient Statistics—United States,Cobalt,United States,Import,Imports,"
        "metric tons,2025,5,\n"
        "FERRO,World Production,Silicon,Norway,Production,Ferrosilicon,metric tons,2025,5,\n",
        encoding="utf-8",
    )
    return path


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def major_deposits(folder: Path) -> Path:
    return _written(
        folder / "deposit.csv",
        "gid,dep_name,country,state,latitude,longitude,commodity,dep_type,type_detail\n"
        '901,Alpha,Chile,Antofagasta,-24.5,-69.1,"Copper, Molybdenum",Igneous,Porphyry\n'
        "902,Beta,Chile,,-24.6,-69.2,Gold,Surficial,Placer\n",
    )


def porphyry_copper(folder: Path) -> Path:
    return _written(
        folder / "main.csv",
        "rec_id,depname,altname,country,state,latitude,longitude,deptype,oreton,cugrd,mogrd,augrd\n"
        "11,Gamma,,Peru,,-14.1,-72.3,Porphyry Cu,500,0.6,0.02,0\n"
        "12,Delta,,Peru,,-14.2,-72.4,Porphyry Cu,100,0.4,,\n",
    )


def mineral_operations(folder: Path) -> Path:
    return _written(
        folder / "minfac.csv",
        "rec_id,country,location,commodity,fac_name,fac_type,op_comp,maininvest,status,capacity,"
        "units,latitude,longitude\n"
        "21,Zambia,Kitwe,Copper,Epsilon,Smelter,Zeta Ltd,,Active,10,t,-12.8,28.2\n"
        "22,Zambia,Kitwe,Cobalt,Eta Refinery,Plant,,Theta plc,,1,t,-12.9,28.3\n"
        "23,Zambia,Kitwe,Cement,Iota,Plant,,,,1,t,-12.9,28.4\n",
    )
