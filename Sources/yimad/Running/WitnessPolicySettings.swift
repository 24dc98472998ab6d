import CommandSupport
import Files
import Glibc
import LedgerClient
import SystemPackage
import TransparencyLog
import Values

/// Whose cosignatures this host's own ledger needs before a checkpoint is published: a policy file (C2SP tlog-policy), read and checked.
struct WitnessPolicySettings: Sendable {
    let path: String
    let policy: WitnessPolicy
    /// The witnesses of the policy that have an address, with it.
    let addresses: [(witness: WitnessPolicy.Witness, url: LedgerURL)]
    /// Those that have none: nobody asks them.
    let unasked: [String]

    /// Those whose cosignatures this host cannot check.
    var uncheckable: [String] { policy.uncheckable.map(\.name) }

    /// The name of the file in the ledger's directory.
    static let fileName = "witness.policy"

    /// - Parameter ledger: the key of the ledger that is to be cosigned; nil where that is not known.
    init(path: String, ledger: VerifierKey?) throws(CommandError) {
        self.path = path
        let bytes: [UInt8]
        do throws(PosixFile.Failure) {
            bytes = try PosixFile(opening: path, .readOnly).read(upTo: WitnessPolicy.byteCountMax + 1)
        } catch {
            throw .cannotRead(path, error.code)
        }
        do throws(PolicyError) { policy = try WitnessPolicy.parse(bytes) } catch {
            throw CommandError(
                .badInput, at: Wording("\(path):\(error.line)"), error.reason.wording,
                hint: Wording(en: "see docs/witnesses.md", zh: "见 docs/witnesses.md"))
        }
        // By its name: the key that it had when the policy was written may have been exchanged.
        if let ledger, !policy.logs.isEmpty, !policy.logs.contains(where: { $0.key.name == ledger.name }) {
            throw CommandError(
                .usage, at: Wording(path), en: "the policy is for other ledgers and does not name \(ledger)",
                zh: "策略针对其他账本，未列入 \(ledger)",
                hint: Wording(en: "add the line: log \(ledger)", zh: "请加入一行：log \(ledger)"))
        }
        var addresses: [(WitnessPolicy.Witness, LedgerURL)] = []
        for witness in policy.witnesses {
            guard let text = witness.url else { continue }
            guard let url = LedgerURL(text) else {
                throw CommandError(
                    .usage, at: Wording(path),
                    en: "“\(text.shown)” is not the address of witness \(witness.name.shown)",
                    zh: "“\(text.shown)”不是见证方 \(witness.name.shown) 的有效地址",
                    hint: Wording("https://trace.example.gov.cn"))
            }
            addresses.append((witness, url))
        }
        self.addresses = addresses
        unasked = policy.witnesses.filter { $0.url == nil }.map(\.name)
    }

    /// The policy that is named, else that of the ledger's directory where there is one; nil for none.
    static func load(
        named path: String?, _ directory: LedgerDirectory
    ) throws(CommandError) -> WitnessPolicySettings? {
        let own = "\(directory.path)/\(fileName)"
        guard let found = path ?? (FileWriter.exists(own) ? own : nil) else { return nil }
        return try WitnessPolicySettings(path: found, ledger: try directory.verifierKey())
    }
}
