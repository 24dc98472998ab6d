import Chains
import CommandSupport
import Risk
import StrictJSON
import Values

/// A score for people.
struct RiskText {
    let text: String

    /// Nil where it is no answer of `GET /risk`.
    init?(_ root: JSONValue) {
        guard let subject = root["subject"]?.string.flatMap({ RiskSubject($0) }),
            let grade = root["grade"]?.string.flatMap({ RiskGrade(rawValue: $0) }),
            let points = root.integer("points"), let day = root["asOf"]?.string, let why = root["why"],
            let factors = root["factors"], let statics = root["static"], let definition = root["definition"]
        else { return nil }
        var lines: [String] = []
        let from = root["from"]?.string ?? said("before", "更早")
        let until = root["until"]?.string ?? said("open", "长期")
        lines.append(
            said(
                "\(subject.name)  \(grade.wording.en), \(RiskScore.text(ofPoints: points)) points as of \(day)",
                "\(subject.name)  \(grade.wording.zh)，\(RiskScore.text(ofPoints: points)) 分（截至 \(day)）"))
        lines.append(
            said(
                "  since \(from); until \(until) where nothing more happens", "  自 \(from) 起；如无新情况，维持至 \(until)"))
        if case .firm = subject {
            let profile = statics["profile"]?.string
            let goods = profile.map { said("goods \($0)", "品类 \($0)") } ?? said("goods unknown", "品类不明")
            lines.append(
                said("  static ", "  静态 ") + RiskScore.text(ofPoints: statics.integer("points") ?? 0) + "  " + goods
                    + Self.entry(statics))
        }
        for factor in factors.elements {
            guard let count = factor.integer("count"), count > 0, let sum = factor.integer("points"),
                let counted = factor.integer("counted")
            else { continue }
            let name = said(factor["name"]?.string ?? "", factor["nameZh"]?.string ?? "")
            let cap =
                counted < sum
                ? said(" (of \(RiskScore.text(ofPoints: sum)))", "（合计 \(RiskScore.text(ofPoints: sum))，封顶）") : ""
            lines.append("  \(RiskScore.text(ofPoints: counted))\(cap)  \(name) × \(count)")
        }
        if !why.elements.isEmpty { lines.append(said("Why:", "依据：")) }
        for one in why.elements {
            let what = said(one["what"]?.string ?? "", one["whatZh"]?.string ?? "")
            lines.append(
                "  +\(RiskScore.text(ofPoints: one.integer("points") ?? 0))  \(one["day"]?.string ?? "")  \(what)"
                    + Self.entry(one))
        }
        let upTo = root["upTo"]?.numberText ?? "0"
        let version = definition["version"]?.numberText ?? "?"
        lines.append(
            said(
                "by definition \(version), the host's word at \(upTo) entries; check an entry with yima verify",
                "按定义第 \(version) 版，依主机所述（账本 \(upTo) 条）；各条目可用 yima verify 核实"))
        text = lines.map { $0.printable + "\n" }.joined()
    }

    private static func entry(_ node: JSONValue) -> String {
        node["entry"]?.numberText.map { said("  [entry \($0)]", "  [条目 \($0)]") } ?? ""
    }
}

extension JSONValue {
    func integer(_ name: String) -> Int? { self[name]?.numberText.flatMap { Int($0) } }
}
