import { list } from './generation-country.ts';

/** Words of a part's description by category: `noun, quality size`. 16 nouns, 12 qualities and 12 sizes each. */
interface PartWords {
  readonly category: 'ELECTRICAL' | 'MECHANICAL' | 'RAW_MATERIAL' | 'OTHER';
  readonly nouns: readonly string[];
  readonly qualities: readonly string[];
  readonly sizes: readonly string[];
}

export const partWords: readonly PartWords[] = [
  {
    category: 'ELECTRICAL',
    nouns: list(`
      Ceramic capacitor; Film resistor; Power relay; Circuit breaker; Terminal block; Wire harness;
      DC motor; Step-down transformer; Proximity sensor; Toggle switch; LED indicator; Board
      connector; Voltage regulator; Fuse holder; Schottky diode; Power inductor`),
    qualities: list(`
      surface mount; through-hole; automotive grade; shielded; DIN rail; low noise; high
      temperature; panel mount; sealed; low profile; tape and reel; lead-free`),
    sizes: list('5 V; 12 V; 24 V; 48 V; 110 V; 230 V; 400 V; 1 A; 2.5 A; 6.3 A; 10 A; 16 A'),
  },
  {
    category: 'MECHANICAL',
    nouns: list(`
      Hex bolt; Deep groove ball bearing; Spur gear; Compression spring; Drive shaft; Flange; Dowel
      pin; Timing belt; Roller chain; Shaft coupling; Mounting bracket; Gate valve; Hydraulic
      cylinder; Retaining ring; Linear guide; Socket head screw`),
    qualities: list(`
      stainless; zinc plated; hardened; black oxide; precision ground; heavy duty; metric; sealed;
      forged; anodised; self-locking; corrosion resistant`),
    sizes: list(`
      M4 x 12; M6 x 20; M8 x 30; M10 x 40; M12 x 60; 6 mm; 10 mm; 16 mm; 25 mm; 40 mm; 63 mm; 100 mm`),
  },
  {
    category: 'RAW_MATERIAL',
    nouns: list(`
      Aluminium sheet; Steel coil; Copper strip; Brass rod; Polypropylene granulate; Nylon
      granulate; Stainless steel plate; Titanium bar; Carbon steel tube; ABS granulate; Zinc ingot;
      Epoxy resin; Natural rubber sheet; Copper wire; Silicone compound; Glass fibre roving`),
    qualities: list(`
      cold rolled; hot rolled; annealed; galvanised; extruded; natural colour; UV stabilised; flame
      retardant; high purity; recycled content; mill finish; polished`),
    sizes: list(`
      0.5 mm; 1 mm; 1.5 mm; 2 mm; 3 mm; 5 mm; 8 mm; 12 mm; 20 mm; grade A2; grade 6061; grade S235`),
  },
  {
    category: 'OTHER',
    nouns: list(`
      Corrugated carton; Product label; Cleaning solvent; Protective gloves; Stretch film; Cable
      tie; Lubricating grease; Adhesive tape; Instruction manual; Wooden pallet; Foam insert;
      Desiccant bag; Thread sealant; Antistatic bag; Safety goggles; Marking ink`),
    qualities: list(`
      standard; reinforced; double wall; reusable; food safe; antistatic; industrial; transparent;
      printed; recyclable; heavy duty; water based`),
    sizes: list('small; medium; large; 50 ml; 250 ml; 1 l; 5 l; 100 mm; 200 mm; 300 mm; 25 m; 66 m'),
  },
];
