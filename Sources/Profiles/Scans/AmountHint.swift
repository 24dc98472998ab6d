import EPCIS
import Values

/// What to write instead of an amount or a unit that cannot be read.
enum AmountHint {
    static func ofAmount(_ written: String) -> Wording {
        let text = written.halfWidth.trimmed
        if nothing.contains(text) {
            return Wording(
                en: "where there is no amount leave the cell empty; leave out a row of nothing",
                zh: "没有数量请留空；数量为 0 的行请删去")
        }
        guard text.contains(where: isDigit) else {
            return Wording(en: "write a number such as 100 or 100.5", zh: "请写阿拉伯数字，如 100 或 100.5")
        }
        if let first = text.first, "-−–(".contains(first) {
            return Wording(
                en:
                    "amounts are above 0: what came back is a row with the step 退货 or 客户退货, and a wrong record is withdrawn (更正)",
                zh: "数量请写正数：退回的货物另写一行，环节填“退货”或“客户退货”；记错的请作废原记录（更正）")
        }
        if text.contains(where: { "+*=×xX".contains($0) }) { return result }
        if text.contains(",") {
            return Wording(
                en: "a comma parts thousands (1,000); decimals stand behind a point: 100.5",
                zh: "逗号只作千分位（1,000）；小数请用小数点，如 100.5")
        }
        return number
    }

    static func ofUnit(_ word: String, _ steps: StepTable) -> Wording {
        if isReckoning(word) { return result }
        if about.contains(where: word.hasPrefix) { return number }
        if let first = word.first, "十百千万亿".contains(first) {
            return Wording(en: "write the number in full: 15000, not 1.5万", zh: "请写出完整数字，如 1.5万 写作 15000")
        }
        if word.hasSuffix("半")
            || word.contains(where: isDigit) && word.unicodeScalars.contains(where: { $0.value > 0x7F })
        {
            return Wording(en: "write one number and one unit: 5.5斤, 50kg", zh: "只写一个数和一个单位，如 5.5斤、50千克")
        }
        let usual = Wording(
            en: "write kg, g, t, 斤, 件, or a UN/ECE Rec 20 code such as KGM",
            zh: "请写千克、克、吨、斤、件，或UN/ECE第20号建议书代码，如KGM")
        // Of one character nobody can tell what was meant.
        let near =
            UnitCodes.near(word.uppercased())
            ?? (word.count > 1 ? Suggestion.didYouMean(word, among: steps.unitWords) : nil)
        return near.map { near in
            Wording(en: "\(near.en); \(usual.en)", zh: near.zh + (near.zh.hasSuffix("？") ? "" : "；") + usual.zh)
        } ?? usual
    }

    private static let nothing: Set<String> = ["0", "0.0", "0.00", "-", "--", "—", "——", "–", "/", "无"]
    private static let about = ["左右", "多", "余", "约", "上下", "以上", "以下"]
    private static let result = Wording(en: "write the result, as one number", zh: "请写出算好的结果，只填一个数")
    private static let number = Wording(
        en: "write the number alone, or with its unit: 100, 100kg", zh: "只写数字，如 100 或 100千克，不写“约”“左右”等")

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    /// Whether what stands behind a number is no unit, but the rest of a sum or of a range: `+50`, `x5箱`, `~120`.
    private static func isReckoning(_ rest: String) -> Bool {
        guard let first = rest.first, "+-*/=×xX~–—至到".contains(first) else { return false }
        return rest.dropFirst().drop { $0 == " " }.first.map(isDigit) ?? false
    }
}
