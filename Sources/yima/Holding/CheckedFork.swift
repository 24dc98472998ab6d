import CommandSupport
import Evidence
import Ledger
import Rules
import StrictJSON
import TransparencyLog
import Values

/// A fork file that somebody hands over, checked with the ledger's key.
struct CheckedFork {
    let status: ExitStatus
    /// What is found, for machines and for people.
    let json: JSONNode
    let text: String

    init(path: String, _ trust: LedgerTrust) throws(CommandError) {
        guard let bytes = try ByteSource(path: path).rest(bytesMax: ForkFile.bytesMax) else {
            throw CommandError(.badInput, at: Wording(path), en: "too large for a fork file", zh: "分叉文件过大")
        }
        let file: ForkFile?
        let keyFile: KeyForkFile?
        do throws(LocatedError) {
            keyFile = try KeyForkFile.parse(bytes)
            file = keyFile == nil ? try ForkFile.parse(bytes) : nil
        } catch {
            throw CommandError(
                .badInput, at: Wording(path).at(error), en: "not a fork file: \(error.wording.en)",
                zh: "不是分叉文件：\(error.wording.zh)")
        }
        guard let key = try trust.known(url: nil) else { throw .noKeyKnown(path) }
        if let keyFile {
            // Reading it has checked what it shows.
            guard keyFile.isAbout(key) else {
                throw Self.failure(.notSignedByLog(name: key.name), path: path, key: key)
            }
            (status, json, text) = (.violated, Self.json(keyFile), Self.text(keyFile))
            return
        }
        guard let file else { preconditionFailure("it was read as one of the two") }
        do throws(CheckpointError) {
            let heads = try file.heads(key: key)
            let (word, status) = Self.judged(try file.check(key: key))
            self.status = status
            json = Self.json(word, heads, file.claim)
            text = Self.text(status, heads, file.claim)
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

    private typealias Heads = (held: Checkpoint, offered: Checkpoint)

    /// `{"verdict":"forked|alleged|consistent","origin","held":{"size","root"},"offered":{…},"message","messageZh"}`.
    private static func json(_ word: String, _ heads: Heads, _ claim: Wording) -> JSONNode {
        func node(_ checkpoint: Checkpoint) -> JSONNode {
            .object([("size", .integer(checkpoint.treeSize)), ("root", .string(checkpoint.root.base64))])
        }
        return .object([
            ("verdict", .string(word)), ("origin", .string(heads.held.origin)), ("held", node(heads.held)),
            ("offered", node(heads.offered)), ("message", .string(claim.en)), ("messageZh", .string(claim.zh)),
        ])
    }

    /// `{"verdict":"forked","origin","key","successors":[…],"message","messageZh"}`.
    private static func json(_ file: KeyForkFile) -> JSONNode {
        let (one, other) = (file.fork.one, file.fork.other)
        return .object([
            ("verdict", .string("forked")), ("origin", .string(one.old.name)), ("key", .string("\(one.old)")),
            ("successors", .strings(["\(one.new)", "\(other.new)"])),
            ("message", .string(file.fork.wording.en)), ("messageZh", .string(file.fork.wording.zh)),
        ])
    }

    private static func text(_ file: KeyForkFile) -> String {
        [
            Terminal.paint(said("PROVEN", "已证明"), .red, .bold) + "  " + file.fork.one.old.name.printable,
            "  " + said(file.fork.wording).printable,
        ].joined(separator: "\n")
    }

    private static func text(_ status: ExitStatus, _ heads: Heads, _ claim: Wording) -> String {
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
            + ["  " + said(claim).printable]).joined(separator: "\n")
    }
}
