import Chains
import CommandSupport
import Rules
import StrictJSON
import Values

/// A recall as a ledger tells it: its word, and nothing of it is proven here. For what is too long for evidence.
struct LedgersRecall {
    private let answer: [UInt8]
    private let root: JSONValue

    private static let answerBytesMax = 128 << 20
    /// Rows that people are shown; files have all.
    private static let rowCountMax = 200

    init(_ answer: [UInt8], url: String) throws(CommandError) {
        self.answer = answer
        do {
            root = try JSONDocument(answer, limits: JSONLimits(sizeMax: Self.answerBytesMax)).root
        } catch {
            throw CommandError(
                .undecided, at: Wording(url), en: "the ledger's answer cannot be read: \(error.wording.en)",
                zh: "无法读取账本的应答：\(error.wording.zh)")
        }
    }

    static let unproven = Wording(en: "as the ledger tells it: nothing was proven here", zh: "账本所述，本机未予证实")

    var isWhole: Bool { root["complete"]?.bool == true }

    private var state: Wording {
        root["state"]?.string.flatMap(RecallReport.State.init(rawValue:))?.wording ?? Wording(en: "unknown", zh: "未知")
    }

    private var lines: [Wording] {
        let part = Wording(en: "not whole: there may be more holders than are named", zh: "不完整：可能还有未列出的持有方")
        return [state] + (isWhole ? [] : [part]) + [Self.unproven]
    }

    func sheet(_ language: DrawingLanguage) -> RecallSheet {
        RecallSheet(RecallTable(document: root, language), lines: lines, language)
    }

    var json: [UInt8] { answer.last == 0x0A ? answer : answer + [0x0A] }

    /// The state, and who has what.
    func text(_ language: DrawingLanguage) -> String {
        let table = RecallTable(document: root, language)
        let rows = table.rows.prefix(Self.rowCountMax)
        let kept = table.columns.indices.filter { column in
            table.columns[column].heading.en != "code"
                && (column < 2 || rows.contains { !$0[column].isEmpty && $0[column] != "0" })
        }
        let cells =
            [kept.map { said(table.columns[$0].heading) }] + rows.map { row in kept.map { row[$0].shown.cut(to: 40) } }
        let widths = kept.indices.map { column in cells.map { $0[column].columns }.max() ?? 0 }
        var shown = cells.map { row in
            "  " + zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ").trimmedLine
        }
        if table.rows.count > rows.count {
            let more = (table.rows.count - rows.count).grouped
            shown.append(said("  … and \(more) more: --format csv has all", "  … 另有 \(more) 项，--format csv 输出全部"))
        }
        return ((lines.map { said($0).printable }) + [""] + shown).joined(separator: "\n") + "\n"
    }
}
