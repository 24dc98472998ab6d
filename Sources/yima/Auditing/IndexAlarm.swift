import Codes
import CommandSupport
import DeviceSync
import Evidence
import Files
import Ledger
import Rules
import StrictJSON
import TransparencyLog
import Values
import VerifiableIndex

/// False runs of a ledger's index, as files that anybody checks.
enum IndexAlarm {
    /// Files that one audit writes at most: the runs of a ledger that lies once are many.
    private static let filesMax = 8

    /// Keeps a file about each false run that an audit found, and says where.
    static func keep(_ report: AuditReport, from source: any AuditSource) async {
        guard let signed = report.checkpoint else { return }
        let origin = LedgerTrust.fileName(signed.checkpoint.origin).prefix(80)
        for run in report.falseRuns.prefix(filesMax) {
            do throws(AuditSourceError) {
                let bytes = try await FalseRunFile(run, under: signed, from: source).formatted()
                let name = "\(origin)-index-\(MerkleHash.leaf(bytes).description.prefix(16)).json"
                guard let path = KeptProof.keep(bytes, as: name, in: Places.alarms) else { continue }
                Console.message(
                    said("alarm: ", "警报：")
                        + said(
                            "the ledger names a false index; what shows it is kept in \(path), for yima audit --alarm",
                            "账本记入了不实的索引；证明保存在 \(path)，可用 yima audit --alarm 核查"))
            } catch {
                Console.message(said("alarm: ", "警报：") + said(TileSourceError(error).wording))
            }
        }
    }
}

/// An alarm file that somebody hands over, checked with the ledger's key and the entries, from wherever they come.
struct CheckedAlarm {
    let status: ExitStatus
    private let file: FalseRunFile
    private let named: NamedRun
    private let root: MerkleHash

    static func file(_ path: String) throws(CommandError) -> FalseRunFile {
        guard let bytes = try ByteSource(path: path).rest(bytesMax: FalseRunFile.bytesMax) else {
            throw CommandError(.badInput, at: Wording(path), en: "too large for an alarm file", zh: "警报文件过大")
        }
        do throws(LocatedError) { return try FalseRunFile.parse(bytes) } catch {
            throw CommandError(
                .badInput, at: Wording(path).at(error), en: "not an alarm file: \(error.wording.en)",
                zh: "不是警报文件：\(error.wording.zh)")
        }
    }

    init(_ file: FalseRunFile, path: String, key: VerifierKey, source: any AuditSource) async throws(CommandError) {
        self.file = file
        do throws(FalseRunFile.Failure) {
            named = try file.claim(key: key, schemes: SchemeVersions.digest(of: [:]))
        } catch {
            throw CommandError(error, path: path)
        }
        var read: FalseRunFile.Recomputation
        do throws(AuditSourceError) {
            // So a source knows how wide its newest tiles are.
            _ = try await source.checkpoint()
            read = try await source.fold(file.range, into: FalseRunFile.Recomputation(file, codes: CodeReader())) {
                read, entry, leaf in read.take(entry, Array(leaf))
            }
        } catch {
            let reason = TileSourceError(error).wording
            throw CommandError(
                .undecided, at: Wording(path), en: "could not check: \(reason.en)", zh: "无法核查：\(reason.zh)")
        }
        do throws(FalseRunFile.Failure) { root = try read.root(in: file) } catch {
            throw CommandError(error, path: path)
        }
        status = root == named.root ? .done : .violated
    }

    private var claim: Wording {
        let (first, last) = (file.range.lowerBound, file.range.upperBound - 1)
        return status == .done
            ? Wording(
                en: "the index of entries \(first) to \(last) is that of the entries: the alarm is false",
                zh: "第 \(first)–\(last) 条的索引与条目相符：警报不实")
            : Wording(
                en:
                    "entry \(file.state.index) names the index of entries \(first) to \(last) as \(named.root), and their "
                    + "own is \(root)",
                zh: "第 \(file.state.index) 条将第 \(first)–\(last) 条的索引记为 \(named.root)，按条目重算为 \(root)")
    }

    /// `{"verdict":"false-index|sound","state","start","end","named","recomputed","message","messageZh"}`.
    var json: JSONNode {
        .object([
            ("verdict", .string(status == .done ? "sound" : "false-index")), ("state", .unsigned(file.state.index)),
            ("start", .unsigned(file.range.lowerBound)), ("end", .unsigned(file.range.upperBound)),
            ("named", .string(named.root.base64)), ("recomputed", .string(root.base64)),
            ("message", .string(claim.en)), ("messageZh", .string(claim.zh)),
        ])
    }

    var text: String {
        let verdict =
            status == .done
            ? Terminal.paint(said("no false index", "索引属实"), .green, .bold)
            : Terminal.paint(said("PROVEN", "已证明"), .red, .bold)
        return verdict + "\n  " + said(claim).printable
    }
}

extension CommandError {
    /// What a file does not show is no fault of the ledger.
    fileprivate init(_ failure: FalseRunFile.Failure, path: String) {
        let reason: Wording
        switch failure {
        case .checkpoint(let error): reason = error.wording
        case .notShown(let wording): reason = wording
        case .foreign:
            reason = Wording(
                en: "the state of the index goes by other names than are known here", zh: "索引状态依据此处未知的命名规则")
        }
        self.init(.undecided, at: Wording(path), en: "could not check: \(reason.en)", zh: "无法核查：\(reason.zh)")
    }
}
