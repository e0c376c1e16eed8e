import { type CountrySource, list } from './generation-country.ts';

const unitedStates: CountrySource = {
  code: 'US',
  region: 'AMERICAS',
  currency: 'USD',
  percent: 18,
  cities: list(`
    Detroit||482; Cleveland|Ohio|441; Milwaukee||532; Houston|Texas|770; Chicago||606;
    Rockford|Illinois|611; Minneapolis|Minnesota|554; Pittsburgh||152; Cincinnati||452;
    Dayton|Ohio|454; Indianapolis||462; Charlotte|North Carolina|282; Greenville|South Carolina|296;
    Atlanta|Georgia|303; Huntsville|Alabama|358; Dallas|Texas|752; Phoenix|Arizona|850; San
    Jose||951; Seattle||981; Boston|Massachusetts|021`),
  postalLength: 5,
  first: list(`
    Anderson; Midwest; Great Lakes; Keystone; Summit; Liberty; Pioneer; Franklin; Hartford;
    Sterling; Allied; American; Atlas; Beacon; Cascade; Crown; Delta; Eagle; Frontier; Granite;
    Harrison; Jackson; Lincoln; Madison; National; Patriot; Reynolds; Superior; Thompson; Union;
    Westfield; Wilson`),
  second: list(`
    Manufacturing; Machine Works; Industries; Electronics; Fasteners; Precision Products; Tool and
    Die; Components; Metals; Plastics; Controls; Hydraulics; Bearing; Wire and Cable; Castings;
    Technologies`),
  names: list('{x} {y}, Inc.; {x} {y}, Inc.; {x} {y} LLC; {x} {y} Corp.; {x} {y} Company; {x} {y}, L.P.'),
  streets: list(`
    # Industrial Parkway; # Commerce Drive; # Main Street; # Enterprise Avenue; # Lincoln Highway; #
    Technology Boulevard; # Oak Street; # Washington Avenue; # Factory Road; # Corporate Drive; #
    Railroad Street; # Park Avenue; # Airport Road; # Jefferson Street; # Maple Avenue; # Foundry
    Lane; # Progress Way; # Innovation Drive; # River Road; # Market Street`),
  lines: list('Suite #; Unit #; Building #; Dock #'),
  domains: list('.com; .com; .net; .us'),
  mailboxes: list('sales; info; orders; quotes; john.miller; sarah.davis'),
  phones: list('+13132; +12163; +13125; +14042'),
  phoneLength: 12,
};

const mexico: CountrySource = {
  code: 'MX',
  region: 'AMERICAS',
  currency: 'MXN',
  percent: 10,
  cities: list(`
    Monterrey|Nuevo León|64; Guadalajara||44; Santiago de Querétaro||76; Tijuana||22; Mexicali||21;
    Ciudad Juárez||32; Chihuahua|Chihuahua|31; Saltillo|Coahuila|25; Ramos Arizpe||25;
    Puebla|Puebla|72; Toluca||50; San Luis Potosí||78; León de los Aldama||37; Celaya||38;
    Irapuato||36; Aguascalientes||20; Hermosillo||83; Reynosa||88; Mexico City||06; Torreón||27`),
  postalLength: 5,
  first: list(`
    Aceros; Industrias; Manufacturas; Plásticos; Fundiciones; Troquelados; Autopartes; Componentes;
    Conductores; Metales; Tornillos; Empaques; Maquinados; Forjas; Químicos; Electrónica;
    Herramientas; Resortes; Rodamientos; Válvulas; Aluminios; Cables; Moldes; Bombas; Refacciones;
    Tubos; Hules; Sistemas; Motores; Arneses; Laminados; Engranes`),
  second: list(`
    del Norte; del Bajío; de Monterrey; Mexicanos; Hernández; García; Garza; Treviño; de Occidente;
    Internacional; San Miguel; La Frontera; Azteca; del Valle; Santa Fe; del Pacífico`),
  names: list(`
    {x} {y}, S.A. de C.V.; {x} {y}, S.A. de C.V.; {x} {y}, S. de R.L. de C.V.; Grupo {x} {y}, S.A.
    de C.V.; {x} {y}, S.A.P.I. de C.V.; {x} {y}, S.A.B. de C.V.`),
  streets: list(`
    Av. Insurgentes #; Av. Hidalgo #; Calle Morelos #; Blvd. Díaz Ordaz #; Av. Juárez #; Calle
    Industria #; Av. Constitución #; Blvd. Venustiano Carranza #; Calle Allende #; Av. Revolución #;
    Carretera Nacional #; Av. Universidad #; Calle 5 de Mayo #; Av. Tecnológico #; Blvd. Industrial
    #; Calle Zaragoza #; Av. Lázaro Cárdenas #; Av. de la Luz #; Calle Guerrero #; Av. Benito Juárez
    #`),
  lines: list('Int. #; Nave #; Lote #; Parque Industrial, Bodega #'),
  domains: list('.mx; .com.mx; .com; .com.mx'),
  mailboxes: list('ventas; info; contacto; compras; juan.hernandez; maria.lopez'),
  phones: list('+52812; +52332; +52555; +52442'),
  phoneLength: 13,
};

const germany: CountrySource = {
  code: 'DE',
  region: 'EMEA',
  currency: 'EUR',
  percent: 10,
  cities: list(`
    Stuttgart||70; Munich||80; Nuremberg||90; Berlin||12; Hamburg||21; Köln||50; Düsseldorf||40;
    Dortmund||44; Essen|North Rhine-Westphalia|45; Bremen||28; Hannover||30; Leipzig||041;
    Dresden||012; Chemnitz||091; Augsburg||861; Mannheim||68; Karlsruhe||76; Ulm||890;
    Bielefeld||33; Braunschweig||38`),
  postalLength: 5,
  first: list(`
    Müller; Schneider; Fischer; Weber; Wagner; Becker; Hoffmann; Schäfer; Koch; Bauer; Richter;
    Klein; Wolf; Schröder; Neumann; Schwarz; Zimmermann; Braun; Krüger; Hartmann; Lange; Krause;
    Köhler; Maier; Vogel; Keller; Günther; Frank; Berger; Winkler; Lorenz; Seidel`),
  second: list(`
    Maschinenbau; Präzisionstechnik; Elektrotechnik; Metallbau; Werkzeugbau; Kunststofftechnik;
    Antriebstechnik; Verbindungstechnik; Feinmechanik; Gießerei; Stahlbau; Hydraulik; Sensorik;
    Kabeltechnik; Oberflächentechnik; Automation`),
  names: list(`
    {x} {y} GmbH; {x} {y} GmbH; {x} {y} GmbH & Co. KG; {x} {y} AG; {x} & Söhne {y} KG; {x} {y} SE`),
  streets: list(`
    Industriestraße #; Hauptstraße #; Bahnhofstraße #; Gewerbestraße #; Robert-Bosch-Straße #;
    Siemensstraße #; Daimlerstraße #; Max-Planck-Straße #; Dieselstraße #; Werkstraße #; Am Hafen #;
    Lindenweg #; Schillerstraße #; Goethestraße #; Ringstraße #; Mühlweg #; Gutenbergstraße #;
    Carl-Benz-Straße #; Im Gewerbepark #; Rudolf-Diesel-Ring #`),
  lines: list('Halle #; Gebäude #; #. OG; Tor #'),
  domains: list('.de; .de; .com; .eu'),
  mailboxes: list('info; vertrieb; kontakt; einkauf; t.schmidt; a.wagner'),
  phones: list('+49711; +49892; +49221; +49403'),
  phoneLength: 13,
};

const poland: CountrySource = {
  code: 'PL',
  region: 'EMEA',
  currency: 'PLN',
  percent: 6,
  cities: list(`
    Warsaw||03-; Łódź||93-; Kraków||30-; Wrocław||54-; Poznań||61-; Gdańsk||80-; Szczecin||70-;
    Bydgoszcz||85-; Lublin||20-; Katowice||40-; Białystok||15-; Gdynia||81-; Częstochowa||42-;
    Radom||26-; Toruń||87-; Kielce||25-; Rzeszów||35-; Gliwice||44-; Bielsko-Biala||43-; Opole||45-`),
  postalLength: 6,
  first: list(`
    Kowalski; Nowak; Wiśniewski; Wójcik; Kamiński; Lewandowski; Zieliński; Szymański; Woźniak;
    Dąbrowski; Kozłowski; Mazur; Jankowski; Kwiatkowski; Krawczyk; Polmet; Stalpol; Elektromet;
    Metalplast; Techmet; Odlewnia Śląska; Fabryka Łożysk; Inżynieria; Wiertmet; Hutmar; Mechanika;
    Tworzywa; Kabelmet; Narzędzia; Śrubpol; Zakład; Precyzja`),
  second: list(`
    Metal; Produkcja; Technika; Elektro; Serwis; Przemysł; Automatyka; Systemy; Polska; Plast;
    Komponenty; Obróbka; Hydraulika; Stal; Instal; Grupa`),
  names: list(`
    {x} {y} Sp. z o.o.; {x} {y} Sp. z o.o.; {x} {y} S.A.; {x} {y} Sp. z o.o. Sp. k.; {x} {y} Sp. j.;
    PPHU {x} {y} Sp. z o.o.`),
  streets: list(`
    ul. Przemysłowa #; ul. Fabryczna #; ul. Główna #; ul. Polna #; ul. Ogrodowa #; ul. Kościuszki #;
    ul. Mickiewicza #; al. Jana Pawła II #; ul. Hutnicza #; ul. Składowa #; ul. Kolejowa #; ul.
    Wojska Polskiego #; ul. Piłsudskiego #; ul. Słowackiego #; ul. Sienkiewicza #; ul. Lipowa #; ul.
    Warszawska #; ul. Stalowa #; ul. Magazynowa #; ul. Techniczna #`),
  lines: list('lok. #; hala #; bud. #; p. #'),
  domains: list('.pl; .com.pl; .pl; .eu'),
  mailboxes: list('biuro; sprzedaz; info; handel; jan.nowak; anna.kowalska'),
  phones: list('+4860; +4850; +4851; +4879'),
  phoneLength: 12,
};

export const west: readonly CountrySource[] = [unitedStates, germany, mexico, poland];
