import ArgumentParser
import CommandSupport
import Files
import Ledger
import SQLiteStore
import StrictJSON
import SystemPackage
import TransparencyLog
import Values

/// `yimad witness`: the ledgers of other hosts that this one cosigns.
struct WitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: said(
            "Cosign the ledgers of other hosts, so that none can rewrite its past.", "为其他主机的账本联署见证，使其无法改写历史。"),
        discussion: said(
            "The daemon then answers POST /add-checkpoint for these ledgers. Whose cosignatures this host's own ledger needs is in its "
                + "witness.policy (docs/witnesses.md).",
            "此后守护进程会为这些账本应答 POST /add-checkpoint。本账本需要哪些见证方联署，写在 witness.policy 中（见 docs/witnesses.md）。"),
        subcommands: [Add.self, Key.self, List.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said(
                "Cosign a ledger from now on; prints this witness's own verifier key, for the policy of that ledger's host.",
                "自此为某账本联署；并打印本见证方的验证密钥，供对方主机写入见证策略。"))

        @OptionGroup var place: DataOption
        @OptionGroup var log: LogKeyOption
        @Flag(
            help: .said(
                "Begin again where what was cosigned of this ledger is lost for good: it could then show another past, and nobody would know.",
                "此前对该账本的联署记录确已丢失时重新开始：对方此后若出示另一段历史将无从察觉。"))
        var beginAnew = false
        @Option(
            help: .said(
                "A ledger that has exchanged its key: what it shows of that (GET /key-rotations), so that the key that holds now takes the place of the one on the list.",
                "已更换密钥的账本：其更换文书（GET /key-rotations），以现行密钥替换名单上的旧密钥。", valueName: "file"),
            completion: .file())
        var rotations: String?

        func run() async throws {
            let files = WitnessDirectory(ledger: place.directory)
            let key = try log.key()
            if try await exchange(to: key, files) { return }
            let own = try place.directory.verifierKey()
            guard key.name != own.name else {
                throw CommandError(
                    .usage, at: Wording("--vkey"), en: "that is this host's own ledger", zh: "这是本主机自己的账本",
                    hint: Wording(en: "a witness is somebody else", zh: "见证须由他方进行"))
            }
            let witness = try files.keyOrNew()
            let isNew = try await attempt { () async throws(LogHeadStoreError) in
                let watched = try files.logs.keys()
                // Before it is on the list: from then on the daemon cosigns, and what is missing is lost.
                let isKnown = watched.contains { $0.name == key.name }
                let isLost = try await files.store.state(of: key.name) == nil
                if isLost, !isKnown || beginAnew { try await files.store.begin(key.name) }
                guard !isLost || !isKnown || beginAnew else { return nil as Bool? }
                return try await files.logs.add(key)
            }
            guard let isNew else {
                throw CommandError(
                    .notAllowed, at: Wording(files.path),
                    en: "what was cosigned of \(key.name) is lost: a fork of it would not be noticed",
                    zh: "对 \(key.name) 的联署记录已丢失：若其分叉将无法察觉",
                    hint: Wording(
                        en: "bring the directory back; where it is lost for good: --begin-anew",
                        zh: "请恢复该目录；若确已丢失，请用 --begin-anew"))
            }
            try Console.print("\(witness.verifierKey)")
            Console.message(
                isNew
                    ? said("\(key.name): cosigned from now on", "\(key.name)：自此联署")
                    : said("\(key.name): cosigned already; nothing was changed", "\(key.name)：此前已在联署，未作改动"))
        }

        /// Puts the key that holds in the place of one that is on the list and that the ledger has exchanged for it; false where none of its
        /// keys is, and it is added like any other.
        private func exchange(to key: VerifierKey, _ files: WitnessDirectory) async throws(CommandError) -> Bool {
            let listed = try await attempt { () async throws(LogHeadStoreError) in try files.logs.keys() }
                .filter { $0.name == key.name }
            guard !listed.isEmpty, !listed.contains(key) else { return false }
            guard let rotations else {
                throw CommandError(
                    .notAllowed, at: Wording("--vkey"),
                    en:
                        "\(key.name) is cosigned under another key: whoever has taken its name could not be told from it",
                    zh: "\(key.name) 已按另一密钥联署：无法区分是否为冒名者",
                    hint: Wording(
                        en:
                            "where it has exchanged its key, give what it shows of that: --rotations FILE (from GET /key-rotations); else remove the old key first",
                        zh: "若其已更换密钥，请用 --rotations 文件 提供更换文书（GET /key-rotations）；否则请先移除旧密钥"))
            }
            guard
                let bytes = try? PosixFile(opening: rotations, .readOnly).read(upTo: LedgerKeyRotation.listBytesMax + 1)
            else { throw CommandError(.cannotRead, at: Wording(rotations), en: "cannot be read", zh: "无法读取") }
            guard let shown = LedgerKeyRotation.parse(bytes) else {
                throw CommandError(
                    .badInput, at: Wording(rotations), en: "not what a ledger shows of its keys (GET /key-rotations)",
                    zh: "不是账本的密钥更换文书（GET /key-rotations）")
            }
            var replaced: [VerifierKey] = []
            for old in listed {
                do throws(LedgerKeySuccession.Fork) {
                    let succession = try LedgerKeySuccession(from: old, by: shown)
                    if succession.rotations.drop(while: { $0.old != old }).contains(where: { $0.new == key }) {
                        replaced.append(old)
                    }
                } catch {
                    throw CommandError(.violated, at: Wording(rotations), error.wording)
                }
            }
            guard !replaced.isEmpty else {
                throw CommandError(
                    .notAllowed, at: Wording(rotations), en: "does not lead from \(listed[0]) to \(key)",
                    zh: "无法由 \(listed[0]) 得出 \(key)")
            }
            let witness = try files.keyOrNew()
            _ = try await attempt { () async throws(LogHeadStoreError) in
                try await files.logs.replace(replaced, with: key)
            }
            try Console.print("\(witness.verifierKey)")
            Console.message(
                said(
                    "\(key.name): cosigned from now on where its new key has signed, and where only the old one has no more",
                    "\(key.name)：自此仅联署新密钥所签的检查点，不再联署仅由旧密钥签署的"))
            return true
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said(
                "Cosign a ledger no longer. What was cosigned stays on record, should it be added again.",
                "不再为某账本联署。已联署的记录会保留，以备重新添加。"))

        @OptionGroup var place: DataOption
        @OptionGroup var log: LogKeyOption

        func run() async throws {
            let files = WitnessDirectory(ledger: place.directory)
            _ = try place.directory.verifierKey()
            let key = try log.key()
            let wasThere = try await attempt { () async throws(LogHeadStoreError) in try await files.logs.remove(key) }
            Console.message(
                wasThere
                    ? said("\(key.name): no longer cosigned", "\(key.name)：不再联署")
                    : said("\(key.name): was not cosigned; nothing was changed", "\(key.name)：并未联署，未作改动"))
        }
    }

    struct Key: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said(
                "This witness's verifier keys, for the policies of others; makes the key where there is none.",
                "列出本见证方的验证密钥，供他方写入见证策略；尚无密钥时生成。"))

        @OptionGroup var place: DataOption
        @Flag(
            name: .customLong("ml-dsa"),
            help: .said(
                "Cosign by ML-DSA-44 too from now on, which a quantum computer does not break: every cosignature then has a second line, of a key of type 06. It needs OpenSSL 3.5 or later on this host.",
                "自此同时以 ML-DSA-44（抗量子）联署：每次联署增加一行，密钥类型为 06。本主机须安装 OpenSSL 3.5 及以上版本。"))
        var mlDSA = false

        func run() throws {
            let files = WitnessDirectory(ledger: place.directory)
            let first = try files.keyOrNew()
            let second = try mlDSA ? files.postQuantumKeyOrNew(name: first.name) : files.postQuantumKey()
            try Console.print("\(first.verifierKey)")
            if let second { try Console.print("\(second.verifierKey)") }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said(
                "This witness's verifier key, and the ledgers that it cosigns with the size cosigned last.",
                "列出本见证方的验证密钥、所联署的账本及最近联署的条数。"))

        @OptionGroup var place: DataOption
        @Flag(help: .said("One JSON document.", "输出 JSON。")) var json = false

        func run() async throws {
            let files = WitnessDirectory(ledger: place.directory)
            _ = try place.directory.verifierKey()
            let witness = try files.key()
            let logs = try await attempt { () async throws(LogHeadStoreError) in
                var logs: [WatchedLog] = []
                for key in try files.logs.keys() {
                    logs.append(WatchedLog(key: key, state: try await files.store.state(of: key.name)))
                }
                return logs
            }
            let second = try files.postQuantumKey()
            guard !json else {
                return try Console.print(
                    .object(
                        [
                            ("verifierKey", witness.map { .string("\($0.verifierKey)") } ?? .null),
                            ("logs", .array(logs.map(\.json))),
                        ] + (second.map { [("postQuantumKey", .string("\($0.verifierKey)"))] } ?? [])))
            }
            if let witness { Console.message(said("this witness: ", "本见证方：") + "\(witness.verifierKey)") }
            if second != nil {
                Console.message(said("by ML-DSA-44 too (yimad witness key)", "同时以 ML-DSA-44 联署（yimad witness key）"))
            }
            for log in logs { try Console.print(log.text) }
        }
    }
}

/// A ledger that is cosigned, and what was cosigned last.
private struct WatchedLog: Sendable {
    let key: VerifierKey
    /// Nil where it is lost, empty where nothing was cosigned.
    let state: [UInt8]?

    private var checkpoint: Checkpoint? { state.flatMap { try? Checkpoint.parse(SignedNote.parse($0).text) } }

    var text: String {
        let count =
            if let checkpoint {
                said("\(checkpoint.treeSize.grouped) entries", "\(checkpoint.treeSize.grouped) 条")
            } else if state?.isEmpty == true {
                said("nothing yet", "尚未联署")
            } else {
                said("LOST", "已丢失")
            }
        return "\(count.padded(to: 16))  \(key)"
    }

    var json: JSONNode {
        .object([
            ("verifierKey", .string("\(key)")), ("origin", .string(key.name)),
            ("size", checkpoint.map { .unsigned($0.treeSize) } ?? .null),
            ("root", checkpoint.map { .string($0.root.base64) } ?? .null),
            ("lost", .bool(state == nil)),
        ])
    }
}

/// The `--vkey` option of the commands about another ledger.
struct LogKeyOption: ParsableArguments {
    @Option(
        help: .said(
            "The other ledger's verifier key: the line in its ledger.vkey, which its host publishes.",
            "对方账本的验证密钥：其 ledger.vkey 中由主机公布的一行。"))
    var vkey: String

    func key() throws(CommandError) -> VerifierKey {
        let place = Wording("--vkey" + (vkey.utf8.starts(with: "PRIVATE".utf8) ? "" : " \(vkey.shown)"))
        let hint = Wording(en: "give the whole line, in quotes", zh: "请用引号给出整行")
        let key: VerifierKey
        do throws(KeyError) { key = try VerifierKey.parse(vkey) } catch {
            throw CommandError(.usage, at: place, Wording(en: error.en, zh: error.zh), hint: hint)
        }
        guard key.type == .ed25519 else {
            throw CommandError(
                .usage, at: place, en: "not the key of a ledger but of a witness", zh: "这是见证方的密钥，不是账本的密钥",
                hint: hint)
        }
        return key
    }
}

/// Says in the user's words why the witness's files cannot be used.
private func attempt<Value>(
    _ body: () async throws(LogHeadStoreError) -> Value
) async throws(CommandError) -> Value {
    do throws(LogHeadStoreError) { return try await body() } catch {
        let status: ExitStatus =
            switch error.kind {
            case .cannotRead: .cannotRead
            case .cannotWrite: .cannotWrite
            case .busy: .tryLater
            }
        throw CommandError(status, en: error.reason, zh: error.reason)
    }
}
