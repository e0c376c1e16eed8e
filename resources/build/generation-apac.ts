import { type CountrySource, list } from './generation-country.ts';

const china: CountrySource = {
  code: 'CN',
  region: 'APAC',
  currency: 'CNY',
  percent: 22,
  cities: list(`
    Shenzhen|Guangdong|518|4403; Shanghai||201; Beijing||101; Guangzhou||510; Suzhou|Jiangsu|215;
    Ningbo||315; Hangzhou||310; Dongguan|Guangdong|523; Wuxi|Jiangsu|214; Tianjin||300;
    Chongqing||401; Chengdu||610; Wuhan||430; Qingdao||266; Xiamen||361; Foshan||528;
    Changzhou|Jiangsu|213; Nanjing||210; Dalian||116; Hefei||230`),
  postalLength: 6,
  first: list(`
    Huaxin; Hengli; Jinda; Longsheng; Tianhe; Zhongtai; Xinyuan; Guangda; Haitong; Ruifeng; Boda;
    Yongxing; Kaida; Shengda; Hongyuan; Dongfang; Jiahua; Taihe; Wanxiang; Lida; Fuhua; Minghui;
    Qihang; Sanhe; Yuanda; Zhenhua; Baofeng; Chuangxin; Deli; Huitong; Jianye; Xiangrui`),
  second: list(`
    Precision Machinery; Electronic Technology; Hardware Products; Plastics; Industrial; Metal
    Products; Automation Equipment; Mould; Electromechanical; New Materials; Auto Parts; Fasteners;
    Optoelectronics; Wire and Cable; Bearings; Intelligent Technology`),
  names: list(`
    {city} {x} {y} Co., Ltd.; {city} {x} {y} Co., Ltd.; {city} {x} {y} Co., Ltd.; {x} {y} ({city})
    Co., Ltd.; {city} {x} {y} Group Co., Ltd.; {x} {y} Joint Stock Co., Ltd.`),
  streets: list(`
    No. # Keji Road; No. # Renmin Road; No. # Zhongshan Road; No. # Jianshe Road; No. # Gongye
    Avenue; No. # Jiefang Road; No. # Xinhua Road; No. # Chuangye Road; No. # Xingye Road; No. #
    Binhai Avenue; No. # Heping Road; No. # Changjiang Road; No. # Huanghe Road; No. # Fumin Road;
    No. # Yinhe Road; No. # Qianjin Road; No. # Dongfeng Road; No. # Guangming Street; No. # Tongda
    Street; No. # Jinshan Road`),
  lines: list('Building #; Block #; Workshop #; Floor #, Science Park'),
  domains: list('.cn; .com.cn; .com; .net.cn'),
  mailboxes: list('sales; info; export; service; wang.wei; li.na'),
  phones: list('+86138; +86139; +86186; +86150'),
  phoneLength: 14,
};

const india: CountrySource = {
  code: 'IN',
  region: 'APAC',
  currency: 'INR',
  percent: 10,
  cities: list(`
    Pune||411; Chennai||600; Bengaluru||560; Mumbai||400; Ahmedabad||380; Hyderabad||500;
    Coimbatore||641; Faridabad||121; Gurugram||122; Noida||201; Ludhiana||141; Jamshedpur||831;
    Kolkata||700; Vadodara||390; Surat||395; Nashik||422; Nagpur||440; Jaipur||302; Indore||452;
    Mysuru||570`),
  postalLength: 6,
  first: list(`
    Shree Ganesh; Bharat; Lakshmi; Krishna; Sundaram; Kirloskar; Ashok; Mahalaxmi; Hindustan;
    Jindal; Patel; Sharma; Gupta; Reddy; Iyer; Deshmukh; Mehta; Agarwal; Chauhan; Vikram; Surya;
    Ganga; Om Sai; Shakti; Apex; Universal; Deccan; Malabar; Himalaya; Rajdeep; Sagar; Trimurti`),
  second: list(`
    Engineering; Forgings; Castings; Auto Components; Precision Tools; Electricals; Industries;
    Polymers; Fasteners; Steel; Cables; Bearings; Electronics; Pumps; Controls; Alloys`),
  names: list(`
    {x} {y} Pvt. Ltd.; {x} {y} Private Limited; {x} {y} Ltd.; {x} {y} Limited; {x} {y} LLP; {x} {y}
    (India) Pvt. Ltd.`),
  streets: list(`
    Plot No. #, MIDC Industrial Area; #, MG Road; Plot #, Phase II; #, Station Road; Survey No. #,
    NH 48; #, Gandhi Nagar; #, Nehru Marg; Shed No. #, GIDC Estate; #, Industrial Estate; #, Link
    Road; #, Ring Road; Plot #, Sector 7; #, Patel Nagar; #, Tilak Road; #, Subhash Marg; Gala No.
    #, Bhosari; #, Mount Road; Plot #, SIDCO Estate; #, Rajiv Chowk; #, Bypass Road`),
  lines: list('Unit #; Floor #; Gate #; Near Depot #'),
  domains: list('.in; .co.in; .com; .net.in'),
  mailboxes: list('sales; info; enquiry; marketing; rajesh.kumar; priya.singh'),
  phones: list('+9198; +9197; +9188; +9170'),
  phoneLength: 13,
};

const vietnam: CountrySource = {
  code: 'VN',
  region: 'APAC',
  currency: 'VND',
  percent: 8,
  cities: list(`
    Ho Chi Minh City||70; Hanoi|Hanoi|10|; Da Nang||55; Haiphong||18; Biên Hòa||76; Thủ Dầu Một||75;
    Bắc Ninh||16; Hải Dương||17; Vĩnh Yên||15; Thái Nguyên||25; Cần Thơ||90; Nha Trang||65; Vũng
    Tàu||78; Huế||53; Nam Định||42; Vinh||43; Qui Nhon||59; Tân An||82; Việt Trì||35; Hưng Yên||16`),
  postalLength: 5,
  first: list(`
    Cơ Khí; Điện Tử; Nhựa; Thép; Sản Xuất; Thiết Bị Điện; Bao Bì; Khuôn Mẫu; Dây Cáp Điện; Kim Loại;
    Ô Tô; Vòng Bi; Cao Su; Hóa Chất; Vật Liệu; Tự Động Hóa; Cơ Điện; Máy Công Nghiệp; Linh Kiện; Đúc
    Nhôm; Ốc Vít; Phụ Tùng; Gốm Sứ; Quang Điện; Bán Dẫn; Chế Tạo Máy; Thủy Lực; Khí Nén; Sơn; Gia
    Công Cơ Khí; Nhôm Kính; Công Nghệ`),
  second: list(`
    Thành Đạt; Minh Phát; Hòa Phát; An Phú; Việt Hưng; Tân Tiến; Đại Dương; Hoàng Long; Phú Thịnh;
    Nam Việt; Trường Sơn; Quang Minh; Bình Minh; Đông Á; Sao Mai; Kim Ngân`),
  names: list(`
    Công ty TNHH {x} {y}; Công ty TNHH {x} {y}; Công ty Cổ phần {x} {y}; Công ty TNHH MTV {x} {y};
    Công ty Cổ phần Đầu tư {x} {y}; Công ty TNHH Thương mại {x} {y}`),
  streets: list(`
    # Đường Nguyễn Trãi; # Đường Lê Lợi; # Đường Trần Hưng Đạo; # Đường Hai Bà Trưng; # Đường Nguyễn
    Huệ; # Đường Quang Trung; # Đường Phan Chu Trinh; # Đường Lý Thường Kiệt; # Đường Điện Biên Phủ;
    # Đường Cách Mạng Tháng Tám; # Đường Hùng Vương; # Đường Lê Duẩn; Lô #, KCN Tân Bình; Lô #, KCN
    Sóng Thần; Lô #, KCN Quế Võ; Lô #, KCN Thăng Long; # Đường Võ Văn Kiệt; # Đường Nguyễn Văn Linh;
    # Đường Phạm Hùng; Lô #, KCN Mỹ Phước`),
  lines: list('Tầng #; Nhà xưởng #; Tòa nhà #; Cụm #'),
  domains: list('.vn; .com.vn; .com; .net.vn'),
  mailboxes: list('sales; info; kinhdoanh; xuatkhau; nguyen.anh; tran.minh'),
  phones: list('+8490; +8491; +8498; +8434'),
  phoneLength: 12,
};

const japan: CountrySource = {
  code: 'JP',
  region: 'APAC',
  currency: 'JPY',
  percent: 8,
  cities: list(`
    Tokyo||144-; Osaka||550-; Nagoya||456-; Yokohama|Kanagawa|230-; Kobe||652-; Kyoto||601-;
    Fukuoka||812-; Sapporo||060-; Sendai|Miyagi|983-; Hiroshima||734-; Kawasaki|Kanagawa|210-;
    Hamamatsu||430-; Toyota|Aichi|471-; Kitakyushu||804-; Okayama||700-; Niigata||950-;
    Kanazawa||920-; Shizuoka||420-; Himeji||670-; Toyama||930-`),
  postalLength: 8,
  first: list(`
    Yamada; Tanaka; Suzuki; Nakamura; Kobayashi; Yoshida; Matsumoto; Inoue; Kimura; Shimizu;
    Hayashi; Mori; Ikeda; Hashimoto; Ishikawa; Maeda; Fujita; Okada; Murakami; Endo; Aoki; Sakamoto;
    Nishimura; Fukuda; Ota; Miura; Nippon; Toyo; Daiichi; Showa; Sankyo; Meiwa`),
  second: list(`
    Seisakusho; Kogyo; Denki; Seimitsu; Kikai; Kinzoku; Sangyo; Tekko; Jushi; Hatsujo; Rashi;
    Densen; Jikuuke; Koki; Giken; Keiki`),
  names: list(`
    {x} {y} Kabushiki Kaisha; {x} {y} K.K.; {x} {y} Co., Ltd.; Kabushiki Kaisha {x} {y}; {x} {y}
    Yugen Kaisha; {x} {y} Godo Kaisha`),
  streets: list(`
    1-2-# Chuo; 2-14-# Honcho; 3-5-# Sakaemachi; 4-1-# Minami; 1-8-# Kita; 2-3-# Higashi; 5-6-#
    Nishi; 1-1-# Ekimae; 3-12-# Midori; 2-7-# Sakura; 1-15-# Asahi; 4-9-# Shinmachi; 2-2-#
    Kogyodanchi; 6-3-# Minato; 1-4-# Izumi; 3-8-# Hamacho; 2-11-# Matsubara; 1-6-# Takasago; 5-2-#
    Fujimi; 3-3-# Akebono`),
  lines: list('Building #F; Block #; Center Building #F; Plant #'),
  domains: list('.co.jp; .jp; .co.jp; .com'),
  mailboxes: list('sales; info; eigyo; kaigai; h.tanaka; k.sato'),
  phones: list('+8190; +8180; +8170; +8150'),
  phoneLength: 13,
};

const korea: CountrySource = {
  code: 'KR',
  region: 'APAC',
  currency: 'KRW',
  percent: 8,
  cities: list(`
    Seoul||08; Busan||46; Incheon||21; Daegu||42; Daejeon||34; Gwangju|Gwangju|62; Suwon||16;
    Ulsan||44; Changwon||51; Ansan-si||15; Cheonan||31; Pohang||37; Gumi||39; Jeonju||54;
    Cheongju-si||28; Pyeongtaek||17; Hwaseong-si||18; Bucheon-si||14; Gunsan||54; Asan||31`),
  postalLength: 5,
  first: list(`
    Hanil; Daesung; Samjin; Dongyang; Sungwoo; Kumho; Seoul; Hankook; Jinsung; Taeyang; Woojin;
    Daehan; Shinhan; Myungshin; Kukje; Hyosung; Youngjin; Dongwon; Samyang; Sejong; Pyunghwa;
    Hwashin; Seyon; Daeyoung; Ilshin; Sambo; Kwangjin; Hanshin; Duckyang; Iljin; Namsung; Kyungil`),
  second: list(`
    Precision; Electronics; Industrial; Metal; Machinery; Chemical; Automotive; Tech; Steel;
    Bearing; Mold; Electric; Hydraulics; Materials; Systems; Connector`),
  names: list(`
    {x} {y} Co., Ltd.; {x} {y} Co., Ltd.; Jusik Hoesa {x} {y}; {x} {y} Corporation; {x} {y} Yuhan
    Hoesa; {x} {y} Inc.`),
  streets: list(`
    # Gongdan-ro; # Sandan-ro; # Teheran-ro; # Jungang-daero; # Gangnam-daero; # Haean-ro; #
    Techno-ro; # Saneop-ro; # Cheomdan-ro; # Digital-ro; # Seongsan-ro; # Geumo-daero; # Noksan-ro;
    # Hwajeon-ro; # Namdong-daero; # Beonyeong-ro; # Mirae-ro; # Dongtan-daero; # Yeouidae-ro; #
    Pyeonghwa-ro`),
  lines: list('#F; Unit #; Building #; Block #'),
  domains: list('.co.kr; .kr; .co.kr; .com'),
  mailboxes: list('sales; info; export; trade; minsu.kim; jiyoung.park'),
  phones: list('+82102; +82105; +82108; +82109'),
  phoneLength: 13,
};

export const apac: readonly CountrySource[] = [china, india, vietnam, japan, korea];
