package import Chains
import Codes
import Values

extension RecallReport {
    /// Where the goods may have gone without being named, or under another lot's name.
    package var candidates: [CandidateSet] {
        chains.flatMap(\.candidates).filter { $0.direction != .up }
    }

    /// What must be thought of beside the holders that are listed.
    var candidateLines: [Wording] {
        candidates.compactMap { set in
            let firms = set.holders.map(namings.party)
            let (en, zh) = (firms.joined(separator: ", "), firms.joined(separator: "、"))
            let more = set.isWhole ? Wording(en: "", zh: "") : Wording(en: "; there may be more", zh: "；可能还有其他")
            let entries = Self.list(set.entries)
            let name = set.lots.count == 1 ? namings.code(set.lots[0]) : Wording(en: "", zh: "")
            switch set.direction {
            case .up: return nil
            case .down:
                return Wording(
                    en:
                        "some of \(name.en) may be among \(namings.code(set.product).en) that \(en) passed on (entries \(entries.en))\(more.en)",
                    zh: "\(zh) 转手的 \(namings.code(set.product).zh) 中可能混有 \(name.zh)（条目 \(entries.zh)）\(more.zh)")
            case .soldAs:
                let others = Self.list(set.lots.map(namings.code))
                return Wording(
                    en:
                        "what \(en) sold of it was given to lots by its books, not scanned: it may have been any of \(others.en) (entries \(entries.en))\(more.en)",
                    zh: "\(zh) 的销售未扫批号，系按账分摊，可能为 \(others.zh) 中任一批（条目 \(entries.zh)）\(more.zh)")
            case .soldAmong:
                let others = Self.list(set.products.map(namings.code))
                return Wording(
                    en:
                        "some of \(name.en) may be among what \(en) sold as \(others.en) without scanning lots (entries \(entries.en))\(more.en)",
                    zh: "\(zh) 未扫批号、按账记为 \(others.zh) 售出的货物中可能混有 \(name.zh)（条目 \(entries.zh)）\(more.zh)")
            }
        }
    }

    private static let listCountMax = 12

    private static func list(_ names: [Wording]) -> Wording {
        let left = names.count - listCountMax
        let shown = names.prefix(listCountMax)
        return Wording(
            en: shown.map(\.en).joined(separator: ", ") + (left > 0 ? " and \(left) more" : ""),
            zh: shown.map(\.zh).joined(separator: "、") + (left > 0 ? " 等 \(names.count) 项" : ""))
    }

    private static func list(_ entries: [UInt64]) -> Wording { list(entries.map { Wording(en: "\($0)", zh: "\($0)") }) }
}
