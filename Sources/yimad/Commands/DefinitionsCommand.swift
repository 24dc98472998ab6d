import ArgumentParser
import CommandSupport
import EPCIS
import Hosting
import Ledger
import LedgerProtocol
import Rules
import SQLiteStore
import StrictJSON
import Values

/// `yimad definitions`: by which rules, profiles, lists and schemes a ledger's goods are judged.
struct DefinitionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "definitions",
        abstract: said(
            "Adopt and list the rules, profiles, lists and code schemes that count on this ledger.",
            "采纳、列出在本账本生效的规则、品类规范、清单与编码体系。"),
        subcommands: [Adopt.self, List.self])

    struct Adopt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said(
                "Put definition files on the ledger: they count from now on.", "将规则文件登记入账，自此生效。"),
            discussion: said(
                "The name of a file says what it is: rules.json, lists.json, registers.json, steps.json; a code scheme is known by its "
                    + "pattern, anything else is a profile. All files are checked together before anything is recorded.",
                "文件名表明其用途：rules.json、lists.json、registers.json、steps.json；含 pattern 者为编码体系，其余为品类规范。入账前先整体检查所有文件。"
            ))

        @OptionGroup var admin: AdminOptions
        @Flag(
            help: .said(
                "A registers.json without some of what the adopted one has takes its place all the same.",
                "所采纳的 registers.json 缺少现行文件中的部分内容时，仍以其替换。"))
        var replace = false
        @Argument(help: .said("Definition files (JSON).", "规则文件（JSON）。", valueName: "file"), completion: .file())
        var files: [String]

        func run() async throws {
            let directory = admin.place.directory
            let kept = AdoptedFiles(directory)
            let named = try DefinitionFiles.read(files)
            try await DefinitionFiles.check(named, in: directory, admin.places.places)
            if !replace { try await DefinitionFiles.requireRegisters(named, in: directory) }
            for (path, name, text) in named {
                let sha256 = try kept.keep(text)
                try await admin.record(
                    .definitionAdopted(name: name, sha256: sha256, from: .now), about: "\(path): \(name)",
                    Wording(en: "adopted", zh: "已采纳"))
            }
            let hasSchemes = named.contains { $0.name.description.hasPrefix(TradeDefinitions.schemesPrefix) }
            Console.message(
                said("hint: ", "提示：")
                    + (hasSchemes
                        ? said(
                            "code schemes decide how events are found: stop the daemon, run “yimad reindex --data \(directory.path)”, and start it",
                            "编码体系决定事件的索引：请停止守护进程，运行 “yimad reindex --data \(directory.path)” 后再启动")
                        : said(
                            "a running daemon judges by them once it is started again", "运行中的守护进程重启后按其判定")))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("List the definition files that count now.", "列出现行的规则文件。"))

        @OptionGroup var place: DataOption
        @Flag(help: .said("One JSON document.", "输出 JSON。")) var json = false

        func run() async throws {
            let adopted = AdoptedDefinitions(try await place.directory.registry())
            if json { return try Console.print(adopted.json) }
            for file in adopted.files {
                try Console.print(
                    "\(file.name.description.padded(to: 28))  \(file.sha256)  "
                        + said("entry \(file.entry)", "条目 \(file.entry)"))
            }
        }
    }
}

/// Definition files as the administrator names them.
enum DefinitionFiles {
    typealias Named = (path: String, name: DefinitionName, text: [UInt8])

    /// Reads the files and finds the names under which they count.
    static func read(_ paths: [String]) throws(CommandError) -> [Named] {
        var files: [Named] = []
        for path in paths {
            guard let text = try ByteSource(path: path).rest(bytesMax: AdoptedFiles.bytesMax) else {
                throw CommandError(.badInput, at: Wording(path.shown), en: "too large", zh: "文件过大")
            }
            let base = String(path.split(separator: "/").last ?? "")
            let names = Set((try? JSONDocument(text))?.root.members.map(\.0) ?? [])
            guard base == TradeDefinitions.registersFile || names.isDisjoint(with: Registers.lists) else {
                throw CommandError(
                    .usage, at: Wording(path.shown), en: "holds registers, and is called otherwise",
                    zh: "内容为登记册，但文件名不符",
                    hint: Wording(
                        en: "call it \(TradeDefinitions.registersFile): the name says what a file is",
                        zh: "请命名为 \(TradeDefinitions.registersFile)：文件名表明其用途"))
            }
            let isScheme = (try? JSONDocument(text))?.root["pattern"] != nil
            guard let name = DefinitionName(isScheme ? TradeDefinitions.schemesPrefix + base : base) else {
                throw CommandError(
                    .usage, at: Wording(path.shown), en: "not the name of a definition file", zh: "不是规则文件名",
                    hint: Wording(
                        en: "small letters, digits, - and _, with .json at the end", zh: "小写字母、数字、- 与 _，以 .json 结尾"))
            }
            try CommandError.requireNoIdentityNumber(in: base, "FILE")
            if let document = try? JSONDocument(text), let place = personalNumber(in: document.root) {
                throw CommandError(
                    .badInput, at: Wording("\(path.shown):\(place.line):\(place.column)"),
                    PersonalNumber.identity.wording)
            }
            files.append((path, name, text))
        }
        return files
    }

    /// Where a file has the number of a person's identity card, as a value or as the name of a member: everybody reads what is adopted.
    private static func personalNumber(in value: JSONValue) -> (line: Int, column: Int)? {
        switch value.kind {
        case .object:
            for (name, member) in value.members {
                if PersonalNumber.first(in: name) == .identity { return member.location }
                if let place = personalNumber(in: member) { return place }
            }
        case .array:
            for element in value.elements { if let place = personalNumber(in: element) { return place } }
        case .string, .number:
            let text = value.string ?? String(decoding: value.rawBytes, as: UTF8.self)
            if PersonalNumber.first(in: text) == .identity { return value.location }
        default: break
        }
        return nil
    }

    /// A file of registers takes the place of the adopted one whole. What another office had put there must not be gone unseen.
    static func requireRegisters(_ named: [Named], in directory: LedgerDirectory) async throws(CommandError) {
        guard let next = named.first(where: { $0.name.description == TradeDefinitions.registersFile }) else { return }
        let store = try LedgerAccess.store(directory, mode: .readOnly)
        guard let adopted = try await LedgerAccess.adopted(directory, store: store)[TradeDefinitions.registersFile],
            let before = try? Registers(json: adopted), let after = try? Registers(json: next.text)
        else { return }
        let lacking = before.lacking(in: after)
        guard let first = lacking.first else { return }
        throw CommandError(
            .notAllowed, at: Wording(next.path.shown),
            en:
                "lacks \(lacking.count) that the adopted \(TradeDefinitions.registersFile) has, and would take its place: \(first)",
            zh: "缺少现行 \(TradeDefinitions.registersFile) 中的 \(lacking.count) 项，而采纳即整体替换：\(first)",
            hint: Wording(
                en: "join the two files, as of two offices; where it is meant so: --replace",
                zh: "请合并两份文件（如来自两个机关）；确需替换请加 --replace"))
    }

    /// Checks them together with what is adopted already: what cannot be used is located and nothing is recorded.
    static func check(
        _ named: [Named], in directory: LedgerDirectory, _ places: LedgerAccess.Places
    ) async throws(CommandError) {
        let names = Set(named.map(\.name.description))
        guard names.count == named.count else {
            throw CommandError(.usage, en: "two files of one name", zh: "有两个文件同名")
        }
        let store = try LedgerAccess.store(directory, mode: .readOnly)
        var files = try await LedgerAccess.adopted(directory, store: store, except: names)
        for (_, name, text) in named { files[name.description] = text }
        do throws(LocatedError) {
            _ = try Definitions(files: files)
        } catch {
            let path = named.first { $0.name.description.hasSuffix(error.file) }?.path ?? error.file
            throw CommandError(
                .badInput, at: Wording("\(path.shown):\(error.line):\(error.column)"), error.wording)
        }
        // As the host will go by them, with its own files before them.
        _ = try LedgerAccess.definitions(directory, places, adopted: files)
    }
}
