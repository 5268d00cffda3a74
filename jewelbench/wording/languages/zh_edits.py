"""Chinese templates of the words that change a piece."""

from jewelbench.wording.languages.base import Templates

_HUAN: Templates = (
    "换成{after}", "不要{before}，要{after}", "同款，但是{after}的", "有{after}的吗？", "{after}款",
    "把{before}换成{after}",
)  # fmt: skip
_DAI: Templates = (
    "换成{after}",
    "不要{before}，要{after}",
    "同款，但要{after}",
    "有{after}的吗？",
    "把{before}换成{after}",
)

EDITS: dict[str, Templates] = {
    "metal": _HUAN, "finish": _HUAN, "stone": _HUAN, "cut": _HUAN, "setting": _HUAN, "pearl": _HUAN, "cord": _HUAN,
    "enamel": _HUAN, "chain": _HUAN, "motif": _DAI, "engraving": _DAI, "shape": _DAI, "profile": _DAI,
    "second metal": ("另一种金属换成{after}", "把{before}部分换成{after}", "要搭配{after}的"),
    "accent": ("小石头换成{after}", "配石换成{after}", "同款，但配石用{after}", "配石不要{before}，要{after}"),
    "halo added": ("加一圈光环", "同款，带光环的", "主石周围加一圈小石头"),
    "halo removed": ("不要光环", "同款，不带光环的", "去掉光环"),
    "pave added": ("加密镶", "同款，带密镶的", "镶满小石头的"),
    "pave removed": ("不要密镶", "同款，不带密镶的", "不要小石头，简单一点"),
    "thinner": ("细一点", "同款，细一点的", "再窄一点"),
    "wider": ("宽一点", "同款，宽一点的", "再粗一点"),
    "smaller stone": ("石头小一点", "同款，石头小一点的"),
    "larger stone": ("石头大一点", "同款，石头大一点的"),
    "smaller": ("小一点", "同款，小一点的", "小一号"),
    "larger": ("大一点", "同款，大一点的", "大一号"),
    "shorter": ("短一点", "同款，短一点的"),
    "longer": ("长一点", "同款，长一点的"),
    "letter": ("换成字母{after}", "字母{before}换成{after}", "同款，字母{after}的"),
    "count": ("数量从{before}个改成{after}个", "要{after}个，不要{before}个"),
    "strands": ("要{after}层，不要{before}层", "{before}层改成{after}层"),
    "style": ("换成{head}", "类似的{head}", "同系列的{head}"),
    "matching": ("配套的{head}", "同款{head}", "同系列的{head}", "有配套的{head}吗？", "搭配它的{head}"),
}  # fmt: skip
