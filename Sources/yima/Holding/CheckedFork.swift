import CommandSupport
import Evidence
import Rules
import StrictJSON
import TransparencyLog
import Values

/// A fork file that somebody hands over, checked with the ledger's key.
struct CheckedFork {
    let status: ExitStatus
    private let file: ForkFile
    private let word: String
    private let heads: (held: Checkpoint, offered: Checkpoint)

    init(path: String, _ trust: LedgerTrust) throws(CommandError) {
        guard let bytes = try ByteSource(path: path).rest(bytesMax: ForkFile.bytesMax) else {
            throw CommandError(.badInput, at: Wording(path), en: "too large for a fork file", zh: "分叉文件过大")
        }
        do throws(LocatedError) {
            file = try ForkFile.parse(bytes)
        } catch {
            throw CommandError(
                .badInput, at: Wording(path).at(error), en: "not a fork file: \(error.wording.en)",
                zh: "不是分叉文件：\(error.wording.zh)")
        }
        guard let key = try trust.known(url: nil) else { throw .noKeyKnown(path) }
        do throws(CheckpointError) {
            heads = try file.fork.heads(key: key)
            (word, status) = Self.judged(try file.fork.check(key: key))
        } catch {
            throw Self.failure(error, path: path, key: key)
        }
    }

    /// Proven is a violation; what is only alleged could not be checked.
    private static func judged(_ finding: LogFork.Finding) -> (String, ExitStatus) {
        switch finding {
        case .twoRoots, .otherPrefix: ("forked", .violated)
        case .notShown, .hashesDoNotFit: ("alleged", .undecided)
        case .consistent: ("consistent", .done)
        }
    }

    private static func failure(_ error: CheckpointError, path: String, key: VerifierKey) -> CommandError {
        switch error {
        case .notSignedByLog, .wrongOrigin:
            CommandError(
                .undecided, at: Wording(path),
                en: "could not check: it is not about the ledger of the key \(key): \(error.en)",
                zh: "无法核查：该文件不是关于密钥 \(key) 的账本：\(error.zh)",
                hint: Wording(
                    en: "give the key of the ledger that it is about with --ledger-key", zh: "请用 --ledger-key 提供所涉账本的密钥"
                ))
        default:
            CommandError(.badInput, at: Wording(path), en: "not a fork file: \(error.en)", zh: "不是分叉文件：\(error.zh)")
        }
    }

    /// `{"verdict":"forked|alleged|consistent","origin","held":{"size","root"},"offered":{…},"message","messageZh"}`.
    var json: JSONNode {
        func node(_ checkpoint: Checkpoint) -> JSONNode {
            .object([("size", .integer(checkpoint.treeSize)), ("root", .string(checkpoint.root.base64))])
        }
        return .object([
            ("verdict", .string(word)), ("origin", .string(heads.held.origin)), ("held", node(heads.held)),
            ("offered", node(heads.offered)), ("message", .string(file.claim.en)),
            ("messageZh", .string(file.claim.zh)),
        ])
    }

    var text: String {
        let (verdict, colour): (String, Terminal.Colour) =
            switch status {
            case .violated: (said("PROVEN", "已证明"), .red)
            case .done: (said("no fork", "没有分叉"), .green)
            default: (said("not proven", "未证明"), .yellow)
            }
        let lines = [("held", "已记住", heads.held), ("offered", "所给", heads.offered)].map { en, zh, head in
            "  "
                + said(
                    "\(en): \(head.treeSize) entries, root \(head.root.base64)",
                    "\(zh)：\(head.treeSize) 条，根 \(head.root.base64)")
        }
        return
            ([Terminal.paint(verdict, colour, .bold) + "  " + heads.held.origin.printable] + lines
            + ["  " + said(file.claim).printable]).joined(separator: "\n")
    }
}
