# ruff: noqa: E501 (a table)
"""Everyday words of jewellery in twelve languages, beside the vocabulary of the trade: motifs, surfaces, sizes.

Plain dictionary words, in the order of `LANGUAGES`; "-" where a language has none that is in use. They are keyed by the
column and the value of a fact. `catalog.attributes` knows metals, stones and kinds of pieces in fifteen languages, but
no Hindi.
"""

from collections.abc import Iterator
from typing import NamedTuple

LANGUAGES = ("de", "fr", "es", "it", "nl", "pt", "pl", "ru", "tr", "ja", "zh", "hi")


class Translation(NamedTuple):
    """A word of a language, and the fact that it names in English."""

    column: str
    value: str
    language: str
    word: str


_TABLE = """
finish|brushed|gebürstet|brossé|cepillado|spazzolato|geborsteld|escovado|szczotkowany|матовый|fırçalanmış|つや消し|拉丝|ब्रश्ड
finish|satin|satiniert|satiné|satinado|satinato|gesatineerd|acetinado|satynowy|сатиновый|saten|サテン|缎面|साटन
finish|polished|poliert|poli|pulido|lucido|gepolijst|polido|polerowany|полированный|cilalı|鏡面|抛光|पॉलिश
finish|hammered|gehämmert|martelé|martillado|martellato|gehamerd|martelado|młotkowany|кованый|dövme|槌目|锤纹|हथौड़ा
width|thin|schmal|fin|fino|sottile|smal|fino|cienki|тонкий|ince|細い|细|पतला
width|wide|breit|large|ancho|largo|breed|largo|szeroki|широкий|geniş|幅広|宽|चौड़ा
size|small|klein|petit|pequeño|piccolo|klein|pequeno|mały|маленький|küçük|小さい|小|छोटा
size|large|groß|grand|grande|grande|groot|grande|duży|большой|büyük|大きい|大|बड़ा
size|long|lang|long|largo|lungo|lang|longo|długi|длинный|uzun|長い|长|लंबा
size|short|kurz|court|corto|corto|kort|curto|krótki|короткий|kısa|短い|短|छोटा
weight|fine|zierlich|délicat|delicado|delicato|fijn|delicado|delikatny|изящный|zarif|華奢|纤细|नाज़ुक
weight|chunky|massiv|épais|grueso|spesso|dik|grosso|gruby|массивный|kalın|太い|粗|मोटा
motif|heart|herz|coeur|corazón|cuore|hart|coração|serce|сердце|kalp|ハート|心形|दिल
motif|star|stern|étoile|estrella|stella|ster|estrela|gwiazda|звезда|yıldız|星|星星|तारा
motif|moon|mond|lune|luna|luna|maan|lua|księżyc|луна|ay|月|月亮|चाँद
motif|sun|sonne|soleil|sol|sole|zon|sol|słońce|солнце|güneş|太陽|太阳|सूरज
motif|flower|blume|fleur|flor|fiore|bloem|flor|kwiat|цветок|çiçek|花|花朵|फूल
motif|leaf|blatt|feuille|hoja|foglia|blad|folha|liść|лист|yaprak|葉|叶子|पत्ता
motif|feather|feder|plume|pluma|piuma|veer|pena|pióro|перо|tüy|羽|羽毛|पंख
motif|butterfly|schmetterling|papillon|mariposa|farfalla|vlinder|borboleta|motyl|бабочка|kelebek|蝶|蝴蝶|तितली
motif|snake|schlange|serpent|serpiente|serpente|slang|cobra|wąż|змея|yılan|蛇|蛇形|साँप
motif|infinity|unendlichkeit|infini|infinito|infinito|oneindigheid|infinito|nieskończoność|бесконечность|sonsuzluk|無限|无限|अनंत
motif|key|schlüssel|clé|llave|chiave|sleutel|chave|klucz|ключ|anahtar|鍵|钥匙|चाबी
motif|anchor|anker|ancre|ancla|ancora|anker|âncora|kotwica|якорь|çapa|錨|船锚|लंगर
motif|clover|kleeblatt|trèfle|trébol|quadrifoglio|klaver|trevo|koniczyna|клевер|yonca|クローバー|四叶草|तिपतिया
motif|cross|kreuz|croix|cruz|croce|kruis|cruz|krzyż|крест|haç|十字架|十字架|क्रॉस
motif|crescent and star|halbmond mit stern|croissant et étoile|media luna y estrella|mezzaluna e stella|halve maan en ster|lua crescente e estrela|półksiężyc z gwiazdą|полумесяц со звездой|ay yıldız|三日月と星|星月|चाँद तारा
motif|star of David|davidstern|étoile de david|estrella de david|stella di david|davidster|estrela de davi|gwiazda dawida|звезда давида|davut yıldızı|ダビデの星|大卫之星|डेविड का सितारा
motif|lotus|lotus|lotus|loto|loto|lotus|lótus|lotos|лотос|lotus|蓮|莲花|कमल
motif|tree of life|lebensbaum|arbre de vie|árbol de la vida|albero della vita|levensboom|árvore da vida|drzewo życia|древо жизни|hayat ağacı|生命の木|生命之树|जीवन वृक्ष
motif|evil eye|nazar auge|mauvais oeil|ojo turco|occhio greco|boze oog|olho grego|oko proroka|глаз от сглаза|nazar|邪視|恶魔之眼|नज़र
motif|hamsa|hand der fatima|main de fatma|mano de fátima|mano di fatima|hand van fatima|mão de fátima|dłoń fatimy|рука фатимы|fatma ana eli|ハムサ|法蒂玛之手|हम्सा
motif|teardrop|tropfen|goutte|gota|goccia|druppel|gota|kropla|капля|damla|しずく|水滴|बूँद
motif|bow|schleife|noeud|lazo|fiocco|strik|laço|kokarda|бант|fiyonk|リボン|蝴蝶结|बो
motif|arrow|pfeil|flèche|flecha|freccia|pijl|seta|strzała|стрела|ok|矢|箭|तीर
motif|compass|kompass|boussole|brújula|bussola|kompas|bússola|kompas|компас|pusula|コンパス|指南针|कम्पास
motif|coin|münze|pièce|moneda|moneta|munt|moeda|moneta|монета|sikke|コイン|硬币|सिक्का
motif|locket|medaillon|médaillon|medallón|medaglione|medaillon|medalhão|medalion|медальон|madalyon|ロケット|相盒|लॉकेट
motif|letter|buchstabe|lettre|letra|lettera|letter|letra|litera|буква|harf|イニシャル|字母|अक्षर
motif|circle|kreis|cercle|círculo|cerchio|cirkel|círculo|koło|круг|daire|サークル|圆环|गोल
motif|bar|stab|barre|barra|barretta|staaf|barra|sztabka|планка|çubuk|バー|条形|बार
motif|pearl|perle|perle|perla|perla|parel|pérola|perła|жемчуг|inci|パール|珍珠|मोती
motif|aries|widder|bélier|aries|ariete|ram|áries|baran|овен|koç|牡羊座|白羊座|मेष
motif|taurus|stier|taureau|tauro|toro|stier|touro|byk|телец|boğa|牡牛座|金牛座|वृषभ
motif|gemini|zwillinge|gémeaux|géminis|gemelli|tweelingen|gêmeos|bliźnięta|близнецы|ikizler|双子座|双子座|मिथुन
motif|cancer|krebs|cancer|cáncer|cancro|kreeft|câncer|rak|рак|yengeç|蟹座|巨蟹座|कर्क
motif|leo|löwe|lion|leo|leone|leeuw|leão|lew|лев|aslan|獅子座|狮子座|सिंह
motif|virgo|jungfrau|vierge|virgo|vergine|maagd|virgem|panna|дева|başak|乙女座|处女座|कन्या
motif|libra|waage|balance|libra|bilancia|weegschaal|libra|waga|весы|terazi|天秤座|天秤座|तुला
motif|scorpio|skorpion|scorpion|escorpio|scorpione|schorpioen|escorpião|skorpion|скорпион|akrep|蠍座|天蝎座|वृश्चिक
motif|sagittarius|schütze|sagittaire|sagitario|sagittario|boogschutter|sagitário|strzelec|стрелец|yay|射手座|射手座|धनु
motif|capricorn|steinbock|capricorne|capricornio|capricorno|steenbok|capricórnio|koziorożec|козерог|oğlak|山羊座|摩羯座|मकर
motif|aquarius|wassermann|verseau|acuario|acquario|waterman|aquário|wodnik|водолей|kova|水瓶座|水瓶座|कुंभ
motif|pisces|fische|poissons|piscis|pesci|vissen|peixes|ryby|рыбы|balık|魚座|双鱼座|मीन
cut|round|rund|rond|redondo|rotondo|rond|redondo|okrągły|круглый|yuvarlak|ラウンド|圆形|गोल
cut|oval|oval|ovale|ovalado|ovale|ovaal|oval|owalny|овальный|oval|オーバル|椭圆形|अंडाकार
cut|pear|birnenschliff|poire|pera|pera|peer|pera|gruszka|груша|armut|ペアシェイプ|梨形|नाशपाती
cut|princess|princess schliff|princesse|princesa|principessa|prinses|princesa|princessa|принцесса|prenses|プリンセス|公主方|प्रिंसेस
cut|emerald cut|smaragdschliff|taille émeraude|talla esmeralda|taglio smeraldo|smaragd slijpsel|corte esmeralda|szlif szmaragdowy|изумрудная огранка|zümrüt kesim|エメラルドカット|祖母绿切割|एमरल्ड कट
cut|marquise|navette|marquise|marquesa|marquise|markies|navete|markiza|маркиз|markiz|マーキス|马眼形|मार्कीज़
halo|single|halo|halo|halo|halo|halo|halo|halo|ореол|halo|ヘイロー|光环|हेलो
pearl|white pearl|weiße perle|perle blanche|perla blanca|perla bianca|witte parel|pérola branca|biała perła|белый жемчуг|beyaz inci|白い真珠|白珍珠|सफ़ेद मोती
pearl|Tahitian pearl|tahitiperle|perle de tahiti|perla de tahití|perla di tahiti|tahitiparel|pérola do taiti|perła tahitańska|таитянский жемчуг|tahiti incisi|タヒチ真珠|大溪地珍珠|ताहिती मोती
pearl|freshwater pearl|süßwasserperle|perle d'eau douce|perla de agua dulce|perla d'acqua dolce|zoetwaterparel|pérola de água doce|perła słodkowodna|пресноводный жемчуг|tatlı su incisi|淡水真珠|淡水珍珠|मीठे पानी का मोती
enamel|red enamel|rote emaille|émail rouge|esmalte rojo|smalto rosso|rood email|esmalte vermelho|czerwona emalia|красная эмаль|kırmızı mine|赤いエナメル|红色珐琅|लाल मीनाकारी
enamel|blue enamel|blaue emaille|émail bleu|esmalte azul|smalto blu|blauw email|esmalte azul|niebieska emalia|синяя эмаль|mavi mine|青いエナメル|蓝色珐琅|नीली मीनाकारी
enamel|green enamel|grüne emaille|émail vert|esmalte verde|smalto verde|groen email|esmalte verde|zielona emalia|зеленая эмаль|yeşil mine|緑のエナメル|绿色珐琅|हरी मीनाकारी
enamel|black enamel|schwarze emaille|émail noir|esmalte negro|smalto nero|zwart email|esmalte preto|czarna emalia|черная эмаль|siyah mine|黒いエナメル|黑色珐琅|काली मीनाकारी
enamel|white enamel|weiße emaille|émail blanc|esmalte blanco|smalto bianco|wit email|esmalte branco|biała emalia|белая эмаль|beyaz mine|白いエナメル|白色珐琅|सफ़ेद मीनाकारी
"""

_HINDI = """
category|ring|अंगूठी
category|ring|रिंग
category|earrings|झुमके
category|earrings|बालियाँ
category|earrings|कान की बाली
category|earrings|इयररिंग्स
category|necklace|हार
category|necklace|नेकलेस
category|bracelet|कंगन
category|bracelet|ब्रेसलेट
category|anklet|पायल
category|brooch|ब्रोच
category|charm|चार्म
category|watch|घड़ी
category|cufflinks|कफ़लिंक
style|pendant|पेंडेंट
style|pendant|लटकन
style|bangle|चूड़ी
style|bangle|कड़ा
style|stud|टॉप्स
style|hoop|बाली
style|chain|चेन
metal|yellow gold|सोना
metal|yellow gold|सोने
metal|yellow gold|पीला सोना
metal|white gold|सफ़ेद सोना
metal|white gold|व्हाइट गोल्ड
metal|rose gold|गुलाबी सोना
metal|rose gold|रोज़ गोल्ड
metal|silver|चाँदी
metal|silver|चांदी
metal|silver|सिल्वर
metal|platinum|प्लैटिनम
metal|platinum|प्लेटिनम
stone|diamond|हीरा
stone|diamond|हीरे
stone|diamond|डायमंड
stone|ruby|माणिक
stone|ruby|रूबी
stone|emerald|पन्ना
stone|blue sapphire|नीलम
stone|yellow sapphire|पुखराज
stone|amethyst|जामुनिया
stone|garnet|गार्नेट
stone|turquoise|फ़िरोज़ा
stone|coral|मूंगा
stone|opal|ओपल
stone|onyx|गोमेद
stone|moonstone|चंद्रकांत
stone|jade|जेड
stone|citrine|सुनहला
stone|blue topaz|टोपाज़
stone|mother of pearl|सीप
pearl|white pearl|मोती
"""


def translations() -> Iterator[Translation]:
    """Every word of the glossary."""
    for line in _TABLE.strip().splitlines():
        column, value, *words = line.split("|")
        for language, word in zip(LANGUAGES, words, strict=True):
            if word != "-":
                yield Translation(column, value, language, word)
    for line in _HINDI.strip().splitlines():
        column, value, word = line.split("|")
        yield Translation(column, value, "hi", word)
