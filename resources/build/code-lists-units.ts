import type { CodeLists } from '../../contracts/data/code-lists.ts';

type Unit = CodeLists['units']['synonyms'][string];

/**
 * What people write for our three units: UN/CEFACT Recommendation 20 codes, SAP's unit codes in several logon languages, everyday words.
 * Left out on purpose, because they mean another quantity elsewhere: MT and MTS (metric ton), ML (millilitre), G (gram), LE (service unit),
 * NO (a word), MB, U.
 */
const spellings: Readonly<Record<Unit, string>> = {
  EA: `EA EACH EACHES PCE PC PCS PIECE PIECES H87 C62 ST STK STCK STUECK STÜCK STÜCKE STUECKE UN UNIT UNITS NR NOS NMB NAR
    PZ PZA PZAS PZS PIEZA PIEZAS PEZZO PEZZI PIÈCE PIÈCES PCES STUK STUKS STYK STYKK SZT SZTUKA SZTUKI SZTUK KS KUS KUSŮ DARAB
    UND UNID UNIDAD UNIDADES UNIDADE UD UDS UNITE UNITES UNITÉ UNITÉS PEÇA PEÇAS PECA PECAS BUC KOM VNT KPL ADET AD
    ШТ ШТУКА ШТУК БР 个 件 只 個 개 CÁI CHIẾC`,
  KG: 'KG KGM KGS KILO KILOS KILOGRAM KILOGRAMS KILOGRAMM KILOGRAMME KILOGRAMMES KILOGRAMO KILOGRAMOS КГ 公斤 千克 キログラム',
  M: 'M MTR MTRS METER METERS METRE METRES METRO METROS METRI MÈTRE MÈTRES METR METRY LM LFM М МЕТР 米 メートル',
};

const packs = `BOX BX BOXES CS CASE CASES CT CTN CAR CARTON CARTONS KAR KARTON CAJA CAJAS PK PACK PACKS PAK PAC PAKET PKG PKGS PKT PACKET
  PACKAGE PAL PLT PF PX PALLET PALLETS PALETTE BAG BAGS BG SACK SA DR DRM DRUM DRUMS CAN CANS CA BT BOT BOTTLE BO CR CRATE JAR TIN ROL ROLL
  ROLLS RO RL RLL REEL REELS COIL CL SPL SPOOL TU TUBE TUBES BDL BE BUNDLE KIT SET SETS PR PAA PAIR PAIRS DZ DZN DOZ DOZEN TRAY TRS PAIL`;

const others = `G GR GRM GRAM GRAMS MG MGM T TO TON TONS TNE TONNE MT MTS LB LBS LBR POUND OZ ONZ MM MMT CM CMT DM DMT KM KMT IN INH INCH FT FOT
  FOOT FEET YD YRD YARD MI M2 MTK SQM FT2 FTK M3 MTQ CBM L LT LTR LITER LITRE ML MLT CL2 GAL GLL H HR HUR HOUR HOURS DAY MIN
  MIL T3 HUN CEN CNT THOUSAND HUNDRED LE AU`;

/** Every spelling also with a full stop ("PCS."). */
export function buildUnits(): CodeLists['units'] {
  const synonyms = Object.entries(spellings).flatMap(([unit, words]) =>
    split(words).flatMap((word) => [
      [word, unit],
      [`${word}.`, unit],
    ]),
  ) as [string, Unit][];
  return {
    synonyms: Object.fromEntries(synonyms.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    packs: split(packs).toSorted(),
    others: split(others).toSorted(),
  };
}

const split = (words: string): string[] => words.trim().split(/\s+/);
