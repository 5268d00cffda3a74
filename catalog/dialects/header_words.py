"""What columns are called in plain catalogues, by language and field; the surest name first.

Names are compared as `catalog.dialects.headers.folded` spells them: case, accents, spaces and punctuation do not count.
"""

# fmt: off
HEADER_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "sku":
            "sku | item sku | variant sku | article number | article no | item number | item no | part number | "
            "part no | style number | style no | product number | product no | product code | item code | "
            "article code | stock code | stock number | product reference | reference number | reference | ref | "
            "ref no | model number | model no | mpn | product id | item id | article id | article | handle | "
            "code | number | no | nr | id | ean | gtin | upc | barcode",
        "title":
            "title | product title | item title | product name | item name | article name | name | designation | "
            "display name | model name | product | item",
        "description":
            "description | product description | item description | long description | full description | body | "
            "body html | details | product details | text | short description | summary",
        "category":
            "category | product category | item category | categories | category name | category path | "
            "main category | product type | jewelry type | jewellery type | item type | type | product group | "
            "department | google product category",
        "metal":
            "metal | metals | metal type | metal name | alloy | precious metal | material | materials | "
            "main material",
        "gemstone":
            "gemstone | gemstones | gem | gems | stone | stones | gemstone type | stone type | main stone | "
            "center stone | centre stone | gem type | primary stone",
        "karat": "karat | carat purity | purity | fineness | metal purity | gold purity | karatage | hallmark",
        "colour": "colour | color | colours | colors | stone colour | stone color",
        "style": "style | styles | look | design style",
        "size": "size | sizes | ring size | length | dimensions | chain length",
        "price":
            "price | unit price | retail price | regular price | selling price | sales price | list price | rrp | "
            "msrp | price gross | gross price | amount | cost to customer",
        "currency": "currency | currency code | price currency | currency iso | iso currency",
        "url":
            "url | link | product url | product link | web address | page url | permalink | product page | "
            "canonical url",
        "available":
            "available | availability | in stock | stock status | is in stock | status availability | stock | "
            "quantity | qty | stock quantity | inventory | inventory quantity | stock level | on hand",
        "group":
            "group | group id | item group id | parent sku | parent | parent id | variant group | "
            "variation group | group sku | product family | family",
    },
    "de": {
        "sku":
            "artikelnummer | artikel nummer | artikelnr | artnr | artikel nr | art nr | bestellnummer | "
            "bestellnr | produktnummer | produktnr | modellnummer | modellnr | referenznummer | referenz | "
            "artikelcode | produktcode | produkt id | artikel id | artikelkennung | nummer",
        "title":
            "titel | bezeichnung | artikelbezeichnung | produktbezeichnung | produktname | artikelname | "
            "produkttitel | artikeltitel | modellname | artikel | produkt",
        "description":
            "beschreibung | produktbeschreibung | artikelbeschreibung | langbeschreibung | beschreibungstext | "
            "langtext | artikeltext | kurzbeschreibung",
        "category":
            "kategorie | produktkategorie | kategorien | warengruppe | artikelgruppe | produktgruppe | "
            "produktart | schmuckart | artikelart | produkttyp | kategoriepfad | art | typ",
        "metal": "metalle | metallart | edelmetall | legierung | materialien | werkstoff | metall",
        "gemstone":
            "edelstein | edelsteine | stein | steine | steinart | steinbesatz | besatz | schmuckstein | "
            "hauptstein",
        "karat": "feingehalt | goldgehalt | legierungsgrad | feinheit | reinheit",
        "colour": "farbe | farben | steinfarbe | farbton",
        "style": "stil | stilrichtung | designstil",
        "size":
            "größe | groesse | größen | ringgröße | ringgroesse | ringweite | länge | laenge | kettenlänge | "
            "abmessungen",
        "price":
            "preis | verkaufspreis | vk preis | vk | bruttopreis | preis brutto | einzelpreis | ladenpreis | "
            "endpreis | listenpreis | uvp | vkpreis | stückpreis",
        "currency": "währung | waehrung | währungscode",
        "url": "produktlink | produkt url | artikel url | deeplink | webadresse | adresse im shop | verweis",
        "available":
            "verfügbar | verfuegbar | verfügbarkeit | verfuegbarkeit | lieferbar | auf lager | lagerstatus | "
            "bestand | lagerbestand | lagermenge | menge | lieferstatus",
        "group":
            "variantengruppe | vaterartikel | hauptartikel | elternartikel | modellgruppe | "
            "übergeordneter artikel",
    },
    "fr": {
        "sku":
            "référence | référence article | référence produit | réf | code article | code produit | "
            "numéro article | numéro d'article | n° article | no article | identifiant | id produit | numéro",
        "title":
            "titre | nom du produit | nom produit | désignation | libellé | libellé produit | intitulé | "
            "nom de l'article | nom article | titre du produit | nom | produit",
        "description":
            "description du produit | description produit | description longue | descriptif | détails | texte | "
            "description courte | résumé",
        "category":
            "catégorie | catégories | catégorie produit | type de produit | type de bijou | famille produit | "
            "rayon",
        "metal": "métal | métaux | type de métal | matière | matériau | matériaux | alliage",
        "gemstone":
            "pierre | pierres | pierre précieuse | pierres précieuses | gemme | type de pierre | "
            "pierre principale",
        "karat": "titre du métal | carats or | titre or | pureté | titrage",
        "colour": "couleur | couleurs | coloris | teinte",
        "style": "genre de bijou",
        "size": "taille | tailles | tour de doigt | longueur | dimension",
        "price": "prix | prix de vente | prix ttc | prix unitaire | prix public | tarif | prix tvac",
        "currency": "devise | monnaie | code devise",
        "url": "lien | lien produit | url produit | adresse web | page produit",
        "available":
            "disponible | disponibilité | en stock | état du stock | quantité | quantité en stock | "
            "stock disponible",
        "group": "groupe | produit parent | référence parent | parent ref | groupe de variantes",
    },
    "es": {
        "sku":
            "referencia | referencia producto | código | código de producto | código de artículo | "
            "código artículo | número de artículo | número artículo | nº artículo | núm artículo | identificador | "
            "clave | id producto",
        "title":
            "título | nombre | nombre del producto | nombre producto | nombre del artículo | denominación | "
            "artículo | producto",
        "description":
            "descripción | descripción del producto | descripción larga | detalle | detalles | texto | "
            "descripción corta | resumen",
        "category":
            "categoría | categorías | categoría del producto | tipo de producto | tipo de joya | tipo | "
            "familia producto",
        "metal": "metales | tipo de metal | aleación | materiales | metal precioso",
        "gemstone":
            "piedra | piedras | piedra preciosa | piedras preciosas | gema | gemas | tipo de piedra | "
            "piedra principal",
        "karat": "quilates | quilataje | pureza | ley del metal | ley",
        "colour": "color de piedra | colores",
        "style": "estilo | estilos",
        "size": "talla | tallas | tamaño | medida | medidas | largo | longitud",
        "price":
            "precio | precio de venta | precio venta | pvp | precio unitario | precio con iva | importe | "
            "precio final",
        "currency": "moneda | divisa | código de moneda",
        "url": "enlace | enlace del producto | vínculo | dirección web | url del producto",
        "available":
            "disponible | disponibilidad | en existencias | existencias | estado de existencias | cantidad | "
            "inventario",
        "group": "grupo | producto padre | sku padre | grupo de variantes",
    },
    "it": {
        "sku":
            "codice | codice articolo | codice prodotto | cod articolo | cod art | riferimento | numero articolo | "
            "n articolo | id prodotto | identificativo",
        "title":
            "titolo | nome | nome prodotto | nome del prodotto | nome articolo | denominazione | prodotto | "
            "articolo",
        "description":
            "descrizione | descrizione prodotto | descrizione lunga | descrizione estesa | dettagli | testo | "
            "descrizione breve | riassunto",
        "category":
            "categoria | categorie | categoria prodotto | tipo di prodotto | tipo prodotto | tipologia | "
            "tipo gioiello | tipo di gioiello | reparto",
        "metal": "metallo | metalli | tipo di metallo | materiale | materiali | lega",
        "gemstone":
            "pietra | pietre | pietra preziosa | pietre preziose | gemma | gemme | tipo di pietra | "
            "pietra principale",
        "karat": "caratura | carati | caratura oro | titolo oro | purezza",
        "colour": "colore | colori",
        "style": "stile | stili",
        "size": "taglia | taglie | misura | misure | misura anello | lunghezza | dimensione | dimensioni",
        "price":
            "prezzo | prezzo di vendita | prezzo vendita | prezzo al pubblico | prezzo ivato | prezzo unitario | "
            "importo",
        "currency": "valuta | divisa | codice valuta",
        "url": "collegamento | link prodotto | indirizzo web | url prodotto | pagina prodotto",
        "available": "disponibile | disponibilità | in magazzino | giacenza | giacenze | quantità | stato magazzino",
        "group": "gruppo | prodotto padre | codice padre | gruppo varianti",
    },
    "nl": {
        "sku":
            "artikelnummer | artikelnr | artikel nr | art nr | productnummer | productcode | bestelnummer | "
            "referentie | artikelcode | referentienummer",
        "title": "titel | naam | productnaam | artikelnaam | producttitel | omschrijving kort | benaming",
        "description":
            "beschrijving | omschrijving | productbeschrijving | productomschrijving | lange omschrijving | "
            "tekst | korte beschrijving",
        "category": "categorie | categorieën | productcategorie | productgroep | soort | soort sieraad | producttype",
        "metal": "metaal | metalen | edelmetaal | metaalsoort | materiaal | materialen",
        "gemstone": "edelsteen | edelstenen | steen | stenen | steensoort",
        "karat": "gehalte | goudgehalte | karaat | zuiverheid",
        "colour": "kleur | kleuren",
        "style": "stijl | stijlen",
        "size": "maat | maten | ringmaat | lengte | afmetingen",
        "price": "prijs | verkoopprijs | adviesprijs | prijs incl btw | prijs per stuk | stukprijs",
        "currency": "valuta | munteenheid | valutacode",
        "url": "productlink | product url | webadres | koppeling",
        "available": "beschikbaar | beschikbaarheid | op voorraad | voorraad | voorraadstatus | leverbaar | aantal",
        "group": "groep | hoofdproduct | variantgroep",
    },
    "pt": {
        "sku":
            "referência | ref produto | código | código do produto | código do artigo | número do artigo | cód | "
            "cód produto",
        "title": "título | nome | nome do produto | nome do artigo | denominação | designação | produto | artigo",
        "description":
            "descrição | descrição do produto | descrição longa | detalhes | texto | descrição curta | resumo",
        "category":
            "categoria | categorias | categoria do produto | tipo de produto | tipo de joia | tipo de jóia | "
            "departamento",
        "metal": "metal | metais | tipo de metal | material | materiais | liga",
        "gemstone": "pedra | pedras | pedra preciosa | pedras preciosas | gema | tipo de pedra | pedra principal",
        "karat": "quilates | quilate | teor | pureza",
        "colour": "cor | cores",
        "style": "estilo | estilos",
        "size": "tamanho | tamanhos | aro | medida | medidas | comprimento",
        "price": "preço | preço de venda | preço venda | preço unitário | preço final | preço com iva | valor",
        "currency": "moeda | divisa | código da moeda",
        "url": "ligação | link do produto | endereço web | url do produto",
        "available": "disponível | disponibilidade | em estoque | em stock | estoque | quantidade | estado do stock",
        "group": "grupo | produto pai | sku pai | grupo de variantes",
    },
    "pl": {
        "sku":
            "numer artykułu | nr artykułu | numer produktu | nr produktu | kod produktu | kod artykułu | kod | "
            "indeks | symbol | numer katalogowy | nr kat | identyfikator | referencja | nr ref",
        "title": "tytuł | nazwa | nazwa produktu | nazwa artykułu | nazwa towaru | tytuł produktu | produkt | towar",
        "description": "opis | opis produktu | opis towaru | pełny opis | długi opis | szczegóły | krótki opis",
        "category":
            "kategoria | kategorie | kategoria produktu | typ produktu | rodzaj | rodzaj biżuterii | "
            "typ biżuterii | grupa towarowa",
        "metal": "metal | kruszec | rodzaj metalu | rodzaj kruszcu | materiał | surowiec | stop",
        "gemstone": "kamień | kamienie | kamień szlachetny | kamienie szlachetne | rodzaj kamienia | kamień główny",
        "karat": "próba | proba | próba złota | próba kruszcu",
        "colour": "kolor | kolory | barwa",
        "style": "styl | style",
        "size": "rozmiar | rozmiary | rozmiar pierścionka | długość | wymiary",
        "price": "cena | cena sprzedaży | cena brutto | cena detaliczna | cena jednostkowa",
        "currency": "waluta | kod waluty",
        "url": "odnośnik | adres url | link do produktu | adres strony | url produktu | adres www",
        "available":
            "dostępny | dostępność | dostępne | w magazynie | stan magazynowy | stan | ilość | dostępna ilość",
        "group": "grupa | produkt nadrzędny | produkt główny | grupa wariantów",
    },
    "cs": {
        "sku":
            "číslo artiklu | číslo zboží | číslo produktu | kód | kód zboží | kód produktu | katalogové číslo | "
            "objednací číslo | katalog č",
        "title": "název | název zboží | název produktu | jméno | titulek | jméno produktu | zboží",
        "description":
            "popis | popis zboží | popis produktu | dlouhý popis | podrobný popis | detaily | krátký popis",
        "category":
            "kategorie | kategorie zboží | kategorie produktu | typ zboží | typ šperku | druh | druh šperku | "
            "typ produktu",
        "metal": "kov | kovy | drahý kov | druh kovu | materiál | materiály | slitina",
        "gemstone": "kámen | kameny | drahokam | drahokamy | drahý kámen | druh kamene",
        "karat": "ryzost | karáty | ryzost zlata",
        "colour": "barva | barvy | barva kamene",
        "style": "styl",
        "size": "velikost | velikosti | velikost prstenu | délka | rozměry",
        "price": "cena | prodejní cena | cena s dph | koncová cena | jednotková cena",
        "currency": "měna | kód měny",
        "url": "odkaz | adresa | odkaz na produkt | url produktu",
        "available": "dostupnost | dostupné | skladem | sklad | stav skladu | množství | počet kusů",
        "group": "skupina | nadřazený produkt | hlavní produkt | skupina variant",
    },
    "sv": {
        "sku": "artikelnummer | artikelnr | art nr | produktnummer | produktkod | artikelkod | beställningsnummer",
        "title": "titel | namn | produktnamn | artikelnamn | benämning | produkttitel",
        "description": "beskrivning | produktbeskrivning | lång beskrivning | artikelbeskrivning | kort beskrivning",
        "category":
            "kategori | kategorier | produktkategori | produkttyp | produktgrupp | varugrupp | smyckestyp | "
            "typ av smycke",
        "metal": "metall | metaller | ädelmetall | metalltyp | legering",
        "gemstone": "ädelsten | ädelstenar | sten | stenar | stentyp",
        "karat": "finhalt | renhet | guldhalt",
        "colour": "färg | färger",
        "style": "stil",
        "size": "storlek | storlekar | ringstorlek | längd | mått",
        "price": "pris | försäljningspris | pris inkl moms | utpris | ordinarie pris | styckpris",
        "currency": "valuta | valutakod",
        "url": "länk | produktlänk | webbadress | produktadress",
        "available": "tillgänglig | tillgänglighet | i lager | lagerstatus | lagersaldo | antal",
        "group": "grupp | huvudprodukt | variantgrupp",
    },
    "da": {
        "sku": "varenummer | varenr | vare nr | produktnummer | produktnr | artikelnummer | varekode | produktkode",
        "title": "titel | navn | produktnavn | varenavn | produkttitel | betegnelse | varebetegnelse",
        "description":
            "beskrivelse | produktbeskrivelse | varebeskrivelse | lang beskrivelse | varetekst | "
            "kort beskrivelse",
        "category": "kategori | kategorier | produktkategori | varegruppe | produkttype | smykketype | produktgruppe",
        "metal": "metal | metaller | ædelmetal | metaltype | materiale | materialer | legering",
        "gemstone": "ædelsten | ædelsten type | sten | stentype",
        "karat": "lødighed | finhed | guldindhold",
        "colour": "farve | farver",
        "style": "stil",
        "size": "størrelse | størrelser | ringstørrelse | længde | mål",
        "price": "pris | salgspris | pris inkl moms | vejledende pris | udsalgspris | stykpris",
        "currency": "valuta | valutakode",
        "url": "produktlink | webadresse | link til produkt",
        "available": "tilgængelig | tilgængelighed | på lager | lagerstatus | lagerbeholdning | lager | antal",
        "group": "gruppe | hovedprodukt | variantgruppe",
    },
    "no": {
        "sku":
            "varenummer | varenr | vare nr | produktnummer | artikkelnummer | artikkelnr | varekode | "
            "produktkode",
        "title": "tittel | navn | produktnavn | varenavn | produkttittel | betegnelse",
        "description": "beskrivelse | produktbeskrivelse | varebeskrivelse | lang beskrivelse | kort beskrivelse",
        "category": "kategori | kategorier | produktkategori | varegruppe | produkttype | smykketype",
        "metal": "metall | edelmetall | metalltype | materiale | materialer | legering",
        "gemstone": "edelsten | edelstein | stein | steiner | steintype",
        "karat": "finhet | renhet | gullinnhold",
        "colour": "farge | farger",
        "style": "stil",
        "size": "størrelse | størrelser | ringstørrelse | lengde | mål",
        "price": "pris | salgspris | utsalgspris | pris inkl mva | veiledende pris | stykkpris",
        "currency": "valuta | valutakode",
        "url": "lenke | produktlenke | nettadresse",
        "available": "tilgjengelig | tilgjengelighet | på lager | lagerstatus | lagerbeholdning | antall",
        "group": "gruppe | hovedprodukt | variantgruppe",
    },
    "fi": {
        "sku":
            "tuotenumero | tuotenro | tuotekoodi | tuotetunnus | nimikenumero | tilausnumero | koodi | tunnus | "
            "nimike nro",
        "title": "nimi | tuotenimi | tuotteen nimi | otsikko | nimike | nimitys | tuote",
        "description": "kuvaus | tuotekuvaus | tuotteen kuvaus | pitkä kuvaus | lisätiedot | lyhyt kuvaus",
        "category":
            "kategoria | kategoriat | tuoteryhmä | luokka | tuoteluokka | tuotekategoria | tuotetyyppi | tyyppi | "
            "korutyyppi",
        "metal": "metalli | metallit | jalometalli | materiaali | materiaalit | metalliseos",
        "gemstone": "jalokivi | jalokivet | kivi | kivet | korukivi",
        "karat": "karaatti | pitoisuus | kultapitoisuus | puhtaus",
        "colour": "väri | värit",
        "style": "tyyli",
        "size": "koko | koot | sormuksen koko | pituus | mitat",
        "price": "hinta | myyntihinta | hinta sis alv | verollinen hinta | yksikköhinta | ovh",
        "currency": "valuutta | valuuttakoodi",
        "url": "linkki | tuotelinkki | verkko osoite | osoite | tuotesivu",
        "available": "saatavuus | saatavilla | varastossa | varastosaldo | varastotilanne | saldo | määrä",
        "group": "ryhmä | päätuote | varianttiryhmä",
    },
    "ru": {
        "sku":
            "артикул | код товара | код артикула | артикул товара | номер товара | номенклатурный номер | код | "
            "идентификатор | номер | ид",
        "title":
            "название | наименование | название товара | наименование товара | имя | заголовок | товар | "
            "номенклатура",
        "description":
            "описание | описание товара | полное описание | подробное описание | детали | краткое описание",
        "category":
            "категория | категории | категория товара | тип товара | тип изделия | вид изделия | раздел | тип | "
            "вид",
        "metal": "металл | металлы | вид металла | тип металла | материал | материалы | сплав | драгоценный металл",
        "gemstone":
            "камень | камни | вставка | вставки | драгоценный камень | драгоценные камни | тип камня | вид камня",
        "karat": "проба | проба металла | карат",
        "colour": "цвет | цвета | цвет камня",
        "style": "стиль",
        "size": "размер | размеры | размер кольца | длина",
        "price": "цена | цена продажи | розничная цена | стоимость | цена за единицу | цена с ндс | цена руб",
        "currency": "валюта | код валюты",
        "url": "ссылка | адрес | ссылка на товар | адрес страницы",
        "available": "наличие | в наличии | доступность | остаток | количество | на складе | остатки | доступно",
        "group": "группа | родительский артикул | группа вариантов | основной товар",
    },
    "tr": {
        "sku":
            "stok kodu | ürün kodu | ürün no | ürün numarası | barkod | model kodu | stok no | kod | ürün id | "
            "referans",
        "title": "başlık | ürün adı | ürün ismi | ürün başlığı | isim | ad | adı | ürün",
        "description": "açıklama | ürün açıklaması | açıklamalar | detay | detaylar | ürün detayı | kısa açıklama",
        "category": "kategori | kategoriler | ürün kategorisi | ürün tipi | ürün türü | takı türü | tür | cins",
        "metal": "metal türü | maden | maden türü | malzeme | alaşım | materyal",
        "gemstone": "taş | taşlar | taş türü | değerli taş | ana taş | taş cinsi",
        "karat": "ayar | altın ayarı | saflık",
        "colour": "renk | renkler | taş rengi",
        "style": "stil | tarz",
        "size": "beden | ölçü | ölçüler | boyut | yüzük ölçüsü | uzunluk",
        "price": "fiyat | satış fiyatı | fiyatı | birim fiyat | liste fiyatı | kdv dahil fiyat | tutar",
        "currency": "para birimi | döviz | döviz cinsi | para birimi kodu",
        "url": "bağlantı | ürün linki | ürün bağlantısı | web adresi",
        "available": "stok durumu | stok | stokta | mevcut | stok adedi | stok miktarı | miktar | adet",
        "group": "grup | ana ürün | ana ürün kodu | varyant grubu",
    },
    "ja": {
        "sku": "商品番号 | 品番 | 商品コード | 型番 | 商品id | 管理番号 | 商品管理番号 | 品目コード | コード | 番号",
        "title": "商品名 | 品名 | タイトル | 名称 | 製品名 | 商品名称 | 名前",
        "description": "説明 | 商品説明 | 商品説明文 | 詳細 | 商品詳細 | 説明文 | 備考説明",
        "category":
            "カテゴリ | カテゴリー | 商品カテゴリ | 商品カテゴリー | 分類 | 種類 | アイテム | ジャンル | "
            "商品分類",
        "metal": "金属 | 地金 | 素材 | 材質 | 金属素材 | 貴金属",
        "gemstone": "宝石 | 石 | 石種 | ストーン | 宝石名 | 使用石 | 主石",
        "karat": "品位 | 純度 | 金位 | カラット",
        "colour": "色 | カラー | 石の色",
        "style": "スタイル | デザイン",
        "size": "サイズ | 大きさ | リングサイズ | 長さ | 寸法",
        "price": "価格 | 販売価格 | 値段 | 税込価格 | 税込み価格 | 定価 | 単価 | 金額 | 通常価格",
        "currency": "通貨 | 通貨コード",
        "url": "リンク | 商品url | 商品ページ | 商品リンク",
        "available": "在庫 | 在庫数 | 在庫状況 | 在庫有無 | 販売状況 | 数量",
        "group": "グループ | 親商品 | 親商品番号 | グループid",
    },
    "zh": {
        "sku":
            "货号 | 貨號 | 商品编号 | 商品編號 | 产品编号 | 產品編號 | 商品编码 | 产品编码 | 款号 | 款號 | 编号 | "
            "編號 | 型号 | 型號 | 货品编号",
        "title":
            "标题 | 標題 | 名称 | 名稱 | 商品名称 | 商品名稱 | 产品名称 | 產品名稱 | 品名称 | 商品标题 | "
            "产品标题 | 货品名称",
        "description":
            "描述 | 说明 | 說明 | 商品描述 | 产品描述 | 產品描述 | 商品说明 | 商品說明 | 简介 | 简短描述 | 详情 | "
            "详细描述",
        "category": "类别 | 類別 | 分类 | 分類 | 商品分类 | 产品分类 | 產品分類 | 品类 | 种类 | 商品类别 | 产品类型",
        "metal": "金属 | 金屬 | 材质 | 材質 | 材料 | 金属材质 | 贵金属 | 金属类型",
        "gemstone": "宝石 | 寶石 | 石头 | 主石 | 宝石类型 | 寶石類型 | 镶嵌 | 钻石",
        "karat": "成色 | 纯度 | 純度 | 含金量 | 金重成色 | k数",
        "colour": "颜色 | 顏色 | 色彩 | 宝石颜色",
        "style": "风格 | 風格 | 款式",
        "size": "尺寸 | 尺码 | 尺碼 | 大小 | 规格 | 規格 | 戒指尺寸 | 圈口 | 长度",
        "price": "价格 | 價格 | 售价 | 售價 | 销售价 | 单价 | 零售价 | 定价 | 价钱 | 金额",
        "currency": "货币 | 貨幣 | 币种 | 幣別 | 货币代码",
        "url": "链接 | 連結 | 网址 | 網址 | 商品链接 | 产品链接",
        "available": "库存 | 庫存 | 库存状态 | 是否有货 | 有货 | 存货 | 库存数量 | 数量 | 庫存數量",
        "group": "组 | 分组 | 父商品 | 父sku | 款组",
    },
}

# Columns of photos: any of the first words, alone or with any of the others around it and with numbers.
PHOTO_WORDS = (
    "image images img imgs photo photos picture pictures pic pics thumbnail thumbnails foto fotos fotografie "
    "fotografia fotografias fotografía fotografías fotografija bild bilder abbildung abbildungen produktbild "
    "produktbilder artikelbild artikelbilder hauptbild zusatzbild zusatzbilder bilddatei bilddateien produktfoto "
    "produktfotos photographie photographies visuel visuels imagen imágenes imagem imagens immagine immagini "
    "afbeelding afbeeldingen plaatje productafbeelding productafbeeldingen zdjęcie zdjęcia obraz obrazek obrazy "
    "obrazki fotka fotky obrázek obrázky produktbillede billede billeder produktbilde bilde kuva kuvat tuotekuva "
    "tuotekuvat valokuva фото фотография фотографии изображение изображения картинка картинки resim resimler "
    "görsel görseller ürün görseli fotoğraf fotoğraflar 画像 商品画像 写真 メイン画像 图片 圖片 照片 主图 "
    "商品图片 产品图片 图像"
)
PHOTO_COMPANIONS = (
    "additional hosted main product item extra other more further second gallery front back cover primary secondary "
    "featured default article link links url urls uri file files filename filenames name names src source sources "
    "path paths address addresses location locations list of the large high res hd original weitere zusätzliche "
    "haupt galerie datei dateien dateiname dateinamen adresse adressen pfad pfade principale principal "
    "supplémentaire supplémentaires produit du de des lien liens fichier fichiers nom adicional adicionales "
    "producto del enlace enlaces archivo archivos nombre ruta aggiuntiva aggiuntive prodotto collegamento nome "
    "percorso adicionais produto arquivo ficheiro caminho hlavní další adres nazwa plik główne dodatkowe produktu "
    "odkaz soubor ytterligare huvud länk fil yderligere flere hoved fler lenke linkki osoite tiedosto lisä ссылка "
    "ссылки товара основное дополнительные файл адрес на ana ek linki dosya adı 链接 链接地址 地址 网址 文件 "
    "文件名 ファイル ファイル名 "
    "リンク"
)
# Columns that tell whether the shop shows a product at all, whatever its stock.
VISIBILITY_WORDS = (
    "visible | is visible | web visible | visible online | visible on web | visible in shop | published | "
    "is published | sichtbar | veröffentlicht | online sichtbar | im shop sichtbar | publié | visible en ligne | "
    "publicado | visible en la tienda | visibile | pubblicato | visibile online | zichtbaar | gepubliceerd | "
    "online zichtbaar | visível | widoczny | widoczność | opublikowany | opublikowane | viditelné | viditelný | "
    "publikováno | synlig | publicerad | udgivet | publiceret | publisert | näkyvissä | julkaistu | опубликовано "
    "| опубликован | видимость | yayında | görünür | 公開 | 公開状態 | 公开 | 已发布 | 是否发布 | 是否显示"
)
# Words that only say more exactly what a price is; they may stand beside any name of the price.
PRICE_COMPANIONS = (
    "incl inc including excl ex excluding with without vat tax taxes gst gross net tva ttc ht hors mwst ust inkl "
    "exkl zzgl brutto netto iva btw moms mva dph vat-om kdv dahil ndv ндс руб рублей rub in per piece each pro "
    "stück stk st unit 税込 税抜 含税 元 円 of the product du produit del producto prodotto с без"
)
# fmt: on
