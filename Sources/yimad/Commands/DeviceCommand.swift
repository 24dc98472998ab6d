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
        abstract: said("Enrol, list and revoke devices.", "登记、列出与吊销设备。"),
        subcommands: [Add.self, List.self, Revoke.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Enrol a device by its verifier key.", "按验证密钥登记设备。"))

        @OptionGroup var place: DataOption
        @OptionGroup var places: PlacesOption
        @Option(help: .said("The verifier key that “yima init” printed.", "“yima init”打印的验证密钥。"))
        var vkey: String

        func run() async throws {
            let key = try DeviceCommand.checked(vkey)
            let act = AdminAct.deviceEnrolled(verifierKey: "\(key)", from: .now)
            let receipt = try await AdminChannel(directory: place.directory, places: places.places).append(act)
            Console.message(
                said("\(key.name): enrolled (entry \(receipt.entry))", "\(key.name)：已登记（条目 \(receipt.entry)）"))
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Revoke a device: it can no longer push.", "吊销设备：不能再上传。"))

        @OptionGroup var place: DataOption
        @OptionGroup var places: PlacesOption
        @Option(help: .said("The device's verifier key.", "设备的验证密钥。"))
        var vkey: String
        @Option(help: .said("Why.", "原因。"))
        var reason: String

        func run() async throws {
            let key = try DeviceCommand.checked(vkey)
            let act = AdminAct.deviceRevoked(verifierKey: "\(key)", from: .now, reason: reason)
            let receipt = try await AdminChannel(directory: place.directory, places: places.places).append(act)
            Console.message(
                said("\(key.name): revoked (entry \(receipt.entry))", "\(key.name)：已吊销（条目 \(receipt.entry)）"))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: said("List the devices.", "列出设备。"))

        @OptionGroup var place: DataOption
        @Flag(help: .said("One JSON document.", "输出 JSON。")) var json = false

        func run() async throws {
            let devices = try await place.directory.registry().devices.values
                .sorted { $0.journal.description < $1.journal.description }
            if json { return try Console.print(JSONNode.array(devices.map(\.json))) }
            for device in devices {
                let state = device.revokedFrom.map { said("revoked \($0)", "已吊销 \($0)") } ?? said("enrolled", "已登记")
                try Console.print("\(state.padded(to: 10))  \(device.key)")
            }
        }
    }

    /// A key that can be a device's.
    static func checked(_ text: String) throws(CommandError) -> VerifierKey {
        // A secret key that was given by mistake is not repeated on the screen and in logs.
        let place = Wording("--vkey" + (text.utf8.starts(with: "PRIVATE".utf8) ? "" : " \(text.shown)"))
        let key: VerifierKey
        do throws(KeyError) {
            key = try VerifierKey.parse(text)
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
    fileprivate var json: JSONNode {
        .object([
            ("journal", .string("\(journal)")), ("key", .string("\(key)")),
            ("enrolledFrom", .string("\(enrolledFrom)")),
            ("revokedFrom", revokedFrom.map { .string("\($0)") } ?? .null),
        ])
    }
}
