import CommandSupport
import DeviceSync
import StrictJSON
import TransparencyLog
import Values

/// A field note with what was found of it, as people and programs are told.
struct CheckedNote {
    let kept: FieldNotes.Kept
    let finding: FieldFinding
    /// The ledger's head that it was held against.
    let head: Checkpoint
    /// Where a fork was kept.
    var forkFile: String?

    private var size: UInt64 { kept.note.checkpoint.treeSize }

    var status: ExitStatus {
        switch finding {
        case .stands: .done
        case .changed, .forked, .otherKey: .violated
        case .waiting, .notShown: .undecided
        }
    }

    private var word: String {
        switch finding {
        case .stands: "stands"
        case .waiting: "waiting"
        case .changed: "changed"
        case .forked: "forked"
        case .otherKey: "other-key"
        case .notShown: "not-shown"
        }
    }

    private var wording: Wording {
        switch finding {
        case .stands:
            Wording(
                en: "all \(size) events that were signed by then stand in the ledger, unchanged",
                zh: "当时已签署的 \(size) 条均在账本中，未被更改")
        case .waiting(let come):
            Wording(
                en: "\(size - come) of the \(size) events signed by then have not come to the ledger yet",
                zh: "当时已签署的 \(size) 条中，有 \(size - come) 条尚未入账")
        case .changed(let events, let entries, let checkpointEntry):
            Wording(
                en:
                    "CHANGED: entries \(Self.text(entries)) of the ledger are not events \(Self.text(events)) that the device signed (its "
                    + "signature is in entry \(checkpointEntry))",
                zh: "已被更改：账本第 \(Self.text(entries)) 条不是设备签署的第 \(Self.text(events)) 条（签名见第 \(checkpointEntry) 条）")
        case .forked:
            Wording(
                en: "FORKED: the device has signed another history since: what was shown is not what the ledger has",
                zh: "已分叉：设备另行签署了不同的历史，当时出示的内容与账本不符")
        case .otherKey(let entry):
            Wording(
                en:
                    "ANOTHER KEY: the ledger has this journal under another key than was shown (entry \(entry)): it was not this device that "
                    + "showed it",
                zh: "密钥不符：账本中该日志的密钥与出示的不同（第 \(entry) 条），出示者并非该设备")
        case .notShown(let events):
            Wording(
                en:
                    "could not check: the ledger says that it has events \(Self.text(events)) and does not show them under its signature",
                zh: "无法核查：账本称有第 \(Self.text(events)) 条，却未能在其签名之下出示")
        }
    }

    private static func text(_ range: Range<UInt64>) -> String {
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound - 1)"
    }

    /// `{"journal","size","root","noted","result","missing","events","entries","entry","forkFile","message","messageZh","ledger"}`.
    var json: JSONNode {
        var (events, entries): (Range<UInt64>?, Range<UInt64>?)
        var (missing, entry): (UInt64, UInt64?) = (0, nil)
        switch finding {
        case .stands(let last): entry = last
        case .waiting(let come): missing = size - come
        case .changed(let range, let places, let closing): (events, entries, entry) = (range, places, closing)
        case .otherKey(let closing): entry = closing
        case .notShown(let range): events = range
        case .forked: break
        }
        func node(_ range: Range<UInt64>?) -> JSONNode {
            range.map { .array([.unsigned($0.lowerBound), .unsigned($0.upperBound - 1)]) } ?? .null
        }
        return .object([
            ("journal", .string("\(kept.note.journal)")), ("size", .unsigned(size)),
            ("root", .string(kept.note.checkpoint.root.base64)), ("noted", .string("\(kept.noted)")),
            ("result", .string(word)), ("missing", .unsigned(missing)), ("events", node(events)),
            ("entries", node(entries)), ("entry", entry.map { .unsigned($0) } ?? .null),
            ("forkFile", forkFile.map { .string($0) } ?? .null), ("message", .string(wording.en)),
            ("messageZh", .string(wording.zh)),
            (
                "ledger",
                .object([
                    ("origin", .string(head.origin)), ("size", .unsigned(head.treeSize)),
                    ("root", .string(head.root.base64)),
                ])
            ),
        ])
    }

    var text: String {
        let (mark, colour): (String, Terminal.Colour) =
            switch status {
            case .done: ("✓ ", .green)
            case .violated: ("✗ ", .red)
            default: ("? ", .yellow)
            }
        let place = said("noted \(kept.noted)", "记录于 \(kept.noted)")
        var lines = [
            Terminal.paint(mark, colour) + "\(kept.note.journal)".printable + "  "
                + Terminal.paint(place, .grey), "  " + said(wording).printable,
        ]
        if let forkFile {
            lines.append("  " + said("both signed checkpoints: \(forkFile)", "两份签名检查点：\(forkFile)").printable)
        }
        return lines.joined(separator: "\n")
    }
}
