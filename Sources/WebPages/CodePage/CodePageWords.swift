import Values

/// The words of the page that are always the same, by their names in the template.
enum CodePageWords {
    static let words: [String: Wording] = [
        "skip": Wording(en: "To the content", zh: "跳到正文"),
        "more": Wording(en: "More was found", zh: "其他发现"),
        "checkNot": Wording(en: "Not checked by your browser yet", zh: "您的浏览器尚未核验"),
        "checkNoScript": Wording(
            en:
                "What stands here is the host's word. With JavaScript your browser checks every signature itself; without it the tool “yima verify” does.",
            zh: "本页所述为主机的说法。启用 JavaScript 后，浏览器会自行核对每个签名；否则可用工具 yima verify 核验。"),
        "whoKnows": Wording(en: "Who might know", zh: "可以向谁查询"),
        "gs1Lookup": Wording(
            en: "GS1's own lookup says to whom the number was given", zh: "GS1 官方查询：该号码分配给了谁"),
        "askSeller": Wording(
            en: "The seller: he must be able to say from whom he bought it.", zh: "销售者：依法应能说明进货来源。"),
        "what": Wording(en: "What it is", zh: "产品信息"), "lots": Wording(en: "Lots on record", zh: "已记录的批次"),
        "way": Wording(en: "Where it comes from", zh: "来源与流转"),
        "wholePicture": Wording(en: "The whole chain as a picture", zh: "查看完整追溯图"),
        "inspections": Wording(en: "Inspections and holds", zh: "检验与管控"),
        "timeline": Wording(en: "What was recorded", zh: "全程记录"),
        "lookups": Wording(en: "How often this code was asked for", zh: "此码近期查询情况"),
        "report": Wording(en: "Something is wrong with it", zh: "发现问题"),
        "reportText": Wording(
            en: "Tell the office in charge; without a name too. You are given a receipt number for the answer.",
            zh: "可向主管部门投诉或举报，可匿名；凭回执编号查看答复。"),
        "reportLink": Wording(en: "Report it", zh: "投诉举报"),
        "receiptLink": Wording(en: "Look up a receipt number", zh: "查询回执编号"),
        "trust": Wording(en: "How far to trust this page", zh: "本页可信到什么程度"),
        "trustText": Wording(
            en:
                "From the first visit on your browser remembers this ledger's key and state; a ledger that lied from the very first is not found out by that. So compare its key with one from elsewhere (the packaging, the authority), pin it, and have another host's page or the tool “yima” check. Signatures say who said what and when, not whether the goods in your hand are those.",
            zh:
                "浏览器自首次访问起记住本账本的密钥和状态；若账本一开始就撒谎，则无法由此发现。请将其密钥与其他渠道（包装、主管部门）公布的核对并固定，并用其他主机的页面或工具 yima 核验。签名只说明谁在何时说了什么；不能说明您手中的货物就是记录所指的货物。"
        ),
        "ledger": Wording(en: "Ledger", zh: "账本"),
        "front": Wording(en: "about it", zh: "关于本账本"),
        "evidence": Wording(en: "The evidence, to check it elsewhere", zh: "证据文件（可在别处核验）"),
        "verdictJSON": Wording(en: "The verdict for programs (JSON)", zh: "判定结果（JSON）"),
    ]
}
