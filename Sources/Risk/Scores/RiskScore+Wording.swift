public import Values

extension RiskFact {
    /// What happened, in a sentence.
    public var wording: Wording {
        switch key.source {
        case .activity:
            Wording(en: "recorded goods of the profile \(word) until \(day)", zh: "至 \(day) 仍有品类 \(word) 的记录")
        case .finding:
            Wording(en: "\(word): \(message?.en ?? "")", zh: "\(word)：\(message?.zh ?? "")")
        case .late:
            Wording(en: "came to the ledger \(word) hours after it happened", zh: "事件发生 \(word) 小时后才上账")
        case .sample:
            Wording(
                en: "sample \(group.afterSlash) \(word): \(message?.en ?? "")",
                zh: "样品 \(group.afterSlash) \(word == Self.failed ? "不合格" : "合格")：\(message?.zh ?? "")")
        case .complaint:
            word == Self.upheld
                ? Wording(
                    en: "complaint \(key.name) was found to be true (\(detail))", zh: "投诉举报 \(key.name) 查实（\(detail)）")
                : Wording(en: "complaint \(key.name), \(word) (\(detail))", zh: "投诉举报 \(key.name)（\(detail)，\(word)）")
        case .task, .held: message ?? Wording(en: word, zh: word)
        case .taking, .result: Wording(en: "of sampling \(key.name)", zh: "抽检 \(key.name)")
        }
    }
}

extension RiskScore {
    /// Points as they are said: `21.50`.
    public static func text(ofPoints hundredths: Int) -> String {
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}

extension String {
    fileprivate var afterSlash: String {
        firstIndex(of: "/").map { String(self[index(after: $0)...]) } ?? self
    }
}
