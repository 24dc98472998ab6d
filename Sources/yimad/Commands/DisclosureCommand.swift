import ArgumentParser
import CommandSupport
import EPCIS
import HostState
import LedgerProtocol
import Values

/// `yimad disclosure`: the private values that stand beside the entries, as the host may see and must be able to erase them.
struct DisclosureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disclosure",
        abstract: said("Show and erase private values of entries.", "查看与删除条目的私密信息。"),
        subcommands: [Show.self, Erase.self])

    struct Entries: ParsableArguments {
        @Option(
            help: .said("Ledger entry of an event (again for more).", "事件在账本中的条目序号（可重复）。", valueName: "number"))
        var entry: [UInt64]
        @Option(
            help: .said("Only this data element (again for more).", "仅该数据项（可重复）。", valueName: "name"))
        var name: [String] = []

        func request(_ act: DisclosureRequest.Act) throws(CommandError) -> DisclosureRequest {
            if let request = DisclosureRequest(act: act, time: .now, entries: entry, names: name) { return request }
            throw CommandError(
                .usage, en: "give 1 to \(DisclosureRequest.entryCountMax) entries, and names of data elements",
                zh: "请给出 1 至 \(DisclosureRequest.entryCountMax) 个条目及数据项名称")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Show the private values of entries.", "查看条目的私密信息。"))

        @OptionGroup var place: DataOption
        @OptionGroup var places: PlacesOption
        @OptionGroup var entries: Entries
        @Flag(help: .said("One JSON document.", "输出 JSON。")) var json = false

        func run() async throws {
            let answer = try await AdminChannel(directory: place.directory, places: places.places)
                .disclosures(entries.request(.disclose))
            if json { return try Console.print(answer.json) }
            for entry in answer.entries {
                for disclosure in entry.disclosures {
                    try Console.print("\(entry.entry)  \(disclosure.name.printable)  \(disclosure.value.printable)")
                }
                for erasure in entry.erasures {
                    try Console.print(
                        "\(entry.entry)  " + said("erased \(erasure.time)", "已于 \(erasure.time) 删除"))
                }
                if entry.disclosures.isEmpty, entry.erasures.isEmpty {
                    try Console.print("\(entry.entry)  " + said("nothing is held", "没有保存任何私密信息"))
                }
            }
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Erase private values for good; every proof still verifies.", "永久删除私密信息；所有证明仍然有效。"))

        @OptionGroup var place: DataOption
        @OptionGroup var places: PlacesOption
        @OptionGroup var entries: Entries

        func run() async throws {
            let answer = try await AdminChannel(directory: place.directory, places: places.places)
                .disclosures(entries.request(.erase))
            for entry in answer.entries {
                Console.message(
                    said(
                        "entry \(entry.entry): "
                            + (entry.erasures.count == 1
                                ? "1 private value is erased for good"
                                : "\(entry.erasures.count) private values are erased for good"),
                        "条目 \(entry.entry)：\(entry.erasures.count) 项私密信息已永久删除"))
            }
        }
    }
}
