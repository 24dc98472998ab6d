import ArgumentParser
import CommandSupport
import Ledger
import StrictJSON
import TransparencyLog
import Values

/// `yimad device`: the keys that operators record with.
struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device",
        abstract: said("Enrol, list, revoke and reinstate devices.", "登记、列出、吊销与恢复设备。"),
        subcommands: [Add.self, List.self, Revoke.self, Reinstate.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Enrol a device by its verifier key.", "按验证密钥登记设备。"))

        @OptionGroup var admin: AdminOptions
        @OptionGroup var subject: KeyOption
        @Option(
            help: .said(
                "The journal that this one goes on from: that of a stolen or lost device, or one that forked.",
                "本日志所接续的日志：失窃、丢失的设备或已分叉的日志。", valueName: "uscc/device"))
        var predecessor: String?

        func run() async throws {
            let key = try subject.key()
            // By this name it is known that a host signs for others.
            if JournalName(key.name)?.isCustodial == true {
                throw CommandError(
                    .notAllowed, at: Wording("--vkey \(key.name.shown)"),
                    en:
                        "names that begin with \(JournalName.custodyPrefix) are of journals that this host keeps itself",
                    zh: "以 \(JournalName.custodyPrefix) 开头的名称仅用于本主机代管的日志",
                    hint: Wording("yimad custodial enable"))
            }
            let act = AdminAct.deviceEnrolled(verifierKey: "\(key)", from: .now, predecessor: try journal())
            try await admin.record(act, about: key.name, Wording(en: "enrolled", zh: "已登记"))
        }

        private func journal() throws(CommandError) -> JournalName? {
            guard let predecessor else { return nil }
            guard let name = JournalName(predecessor) else {
                throw CommandError(
                    .usage, at: Wording("--predecessor \(predecessor.shown)"), en: "not a journal's name",
                    zh: "不是日志名称", hint: Wording("91350100M000100Y43/dock-2"))
            }
            return name
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Revoke a device: it can no longer push.", "吊销设备：不能再上传。"))

        @OptionGroup var admin: AdminOptions
        @OptionGroup var subject: KeyOption
        @OptionGroup var ban: BanOptions
        @Option(
            help: .said(
                "From when on somebody else may have had the device: what it recorded since is suspect, and it is never reinstated.",
                "设备自何时起可能落入他人之手：此后的记录存疑，且该设备不得恢复。", valueName: "time"))
        var stolenSince: String?

        func run() async throws {
            let key = try subject.key()
            let stolen = try stolenSince.map { try BanOptions.time($0, option: "--stolen-since") }
            let act = AdminAct.deviceRevoked(
                verifierKey: "\(key)", from: try ban.moment(), reason: ban.reason,
                signed: try await ban.extents(in: admin.place.directory), stolenSince: stolen)
            try await admin.record(act, about: key.name, Wording(en: "revoked", zh: "已吊销"))
        }
    }

    struct Reinstate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Lift a device's revocation, unless it was stolen.", "恢复已吊销的设备（失窃者除外）。"))

        @OptionGroup var admin: AdminOptions
        @OptionGroup var subject: KeyOption
        @Option(help: .said("Why.", "原因。"))
        var reason: String?

        func run() async throws {
            let key = try subject.key()
            try await admin.record(
                .deviceReinstated(verifierKey: "\(key)", from: .now, reason: reason), about: key.name,
                Wording(en: "in good standing", zh: "已恢复"))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: said("List the devices.", "列出设备。"))

        @OptionGroup var place: DataOption
        @Flag(help: .said("One JSON document.", "输出 JSON。")) var json = false

        func run() async throws {
            let registry = try await place.directory.registry()
            let devices = registry.devices.values.sorted { $0.journal.description < $1.journal.description }
            if json { return try Console.print(JSONNode.array(devices.map { $0.json(in: registry) })) }
            for device in devices {
                try Console.print("\(device.state(in: registry).padded(to: 10))  \(device.key)")
            }
        }
    }
}

/// The `--vkey` option of every command about one device.
struct KeyOption: ParsableArguments {
    @Option(help: .said("The verifier key that “yima init” printed.", "“yima init”打印的验证密钥。"))
    var vkey: String

    /// A key that can be a device's.
    func key() throws(CommandError) -> VerifierKey {
        // A secret key that was given by mistake is not repeated on the screen and in logs.
        let place = Wording("--vkey" + (vkey.utf8.starts(with: "PRIVATE".utf8) ? "" : " \(vkey.shown)"))
        let key: VerifierKey
        do throws(KeyError) {
            key = try VerifierKey.parse(vkey)
        } catch {
            throw CommandError(.usage, at: place, Wording(en: error.en, zh: error.zh), hint: .wholeLine)
        }
        guard JournalName(key.name) != nil else {
            throw CommandError(
                .usage, at: place, en: "a device's key is named USCC/DEVICE", zh: "设备密钥的名称应为“统一社会信用代码/设备名”",
                hint: .wholeLine)
        }
        return key
    }
}

extension Wording {
    fileprivate static let wholeLine = Wording(
        en: "give the whole line that “yima init” printed, in quotes", zh: "请用引号给出“yima init”打印的整行")
}

extension Registry.Device {
    fileprivate func json(in registry: Registry) -> JSONNode {
        .object([
            ("journal", .string("\(journal)")), ("key", .string("\(key)")),
            ("enrolledFrom", .string("\(enrolledFrom)")),
            ("revokedFrom", revokedFrom.map { .string("\($0)") } ?? .null),
            ("stolenSince", theft?.stolenSince.map { .string("\($0)") } ?? .null),
            ("predecessor", predecessor.map { .string("\($0)") } ?? .null),
            ("forkedInEntry", registry.forks[journal].map { .unsigned($0.entry) } ?? .null),
        ])
    }

    /// How it stands, its operator aside.
    fileprivate func state(in registry: Registry) -> String {
        if let since = theft?.stolenSince { return said("stolen \(since)", "已失窃 \(since)") }
        if let fork = registry.forks[journal] { return said("forked (entry \(fork.entry))", "已分叉（条目 \(fork.entry)）") }
        return revokedFrom.map { said("revoked \($0)", "已吊销 \($0)") } ?? said("enrolled", "已登记")
    }
}
