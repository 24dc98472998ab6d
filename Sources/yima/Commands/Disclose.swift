import ArgumentParser
import Codes
import CommandSupport
import EPCIS
import Evidence
import Files
import HostState
import Ledger
import Profiles
import StrictJSON
import TransparencyLog
import Values

/// Private values: what this device may know of them, passed on in evidence, or erased for good.
struct Disclose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disclose",
        abstract: said("Private values of a code's events: see, pass on, erase.", "查看、转交或删除编码事件的私密信息。"),
        discussion: said(
            "Prices, telephones and the like never stand in the ledger, only digests of them. The operator who recorded them "
                + "and the host see all, the other parties of the event what the profile grants. With -o they go into an "
                + "evidence file, which proves them to anybody. --erase makes them unrecoverable; every proof still verifies.",
            "价格、电话等不写入账本，账本只存其摘要。记录者与主机可查看全部，事件的其他当事方按品类规范查看。-o 将其写入证据文件，任何人均可核实；"
                + "--erase 永久删除，所有证明仍然有效。"))

    @OptionGroup var options: JournalOptions

    @Option(help: .said("only this data element (again for more)", "仅该数据项（可重复）", valueName: "name"))
    var name: [String] = []

    @Option(
        name: .shortAndLong,
        help: .said("write an evidence file with these values in it", "写入含这些内容的证据文件", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var overwriting: OverwriteOptions

    @Flag(help: .said("erase the values of this operator's events, here and at the ledger", "删除本主体事件的私密信息（本地与账本）"))
    var erase = false

    @Flag(help: .said("do not ask before erasing", "删除前不再询问"))
    var yes = false

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @Argument(help: .said("a code as it is written or scanned", "书写或扫描得到的编码"), completion: .recentCodes)
    var code: String

    func validate() throws {
        if erase, output != nil {
            throw ValidationError(en: "--erase and -o exclude each other", zh: "--erase 与 -o 不能同用")
        }
    }

    func run() async throws {
        _ = try CodeReader.settled().code(code)
        try overwriting.check(output)
        let home = try JournalHome(options: options)
        let profiles = try Definitions.load(home.settings.definitions(nil)).profiles
        try checkNames(profiles)
        if erase { try confirm() }
        try await LedgerConnection.asking(try home.ledger()) { ledger throws(CommandError) in
            let trust = LedgerTrust(settings: home.settings, option: options.ledgerKey)
            let pinned = try home.pinnedLedgerKey()
            let key: VerifierKey
            if let pinned {
                key = try await KnownKeys.current(after: pinned, askedOf: ledger, isNamed: home.isLedgerKeyNamed)
            } else {
                key = try await trust.key(of: ledger)
            }
            let disclosing = Disclosing(home: home, ledger: try await WatchedLedger(ledger, key: key))
            guard let (evidence, report) = try await disclosing.evidence(of: code) else {
                throw CommandError.nothingOnRecord(code)
            }
            if erase {
                try await eraseValues(report, home, disclosing)
            } else {
                try await show(evidence, report, disclosing, profiles)
            }
        }
    }

    private func show(
        _ evidence: Evidence, _ report: EvidenceReport, _ disclosing: Disclosing, _ profiles: ProfileLibrary
    ) async throws(CommandError) {
        let entries = try await disclosing.disclose(report.events, names: name)
        if let output {
            var evidence = evidence
            evidence.disclosures = entries.flatMap { entry in
                entry.disclosures.map { HeldDisclosure(entry: entry.event.entry, disclosure: $0) }
            }
            try FileWriter.write(evidence.formatted(), to: output, mode: 0o600, existing: overwriting.existing)
            let count = evidence.disclosures.count.grouped
            Console.message(
                said(
                    "\(output.printable): evidence with \(count) private \(count == "1" ? "value" : "values") in the clear",
                    "\(output.printable)：证据文件，含 \(count) 项明文私密信息"))
        }
        if json { return try Console.print(Self.json(code, entries)) }
        guard output == nil else { return }
        if entries.isEmpty {
            Console.note("disclose", Wording(en: "no event of this chain seals anything", zh: "该链条的事件没有密封任何内容"))
        }
        for entry in entries { try Console.print(entry.text(profiles)) }
    }

    private func eraseValues(
        _ report: EvidenceReport, _ home: JournalHome, _ disclosing: Disclosing
    ) async throws(CommandError) {
        let erased = try await disclosing.erase(report.events, names: name, in: try home.journal())
        if erased.count > 0 {
            Console.message(
                said(
                    (erased.count == 1 ? "1 private value is" : "\(erased.count.grouped) private values are")
                        + " erased for good; every proof still verifies",
                    "\(erased.count.grouped) 项私密信息已永久删除；所有证明仍然有效"))
        } else {
            Console.note(
                "disclose",
                Wording(
                    en: "this operator's events of this chain hold no such private value", zh: "该链条中本主体的事件没有这样的私密信息"))
        }
        for journal in erased.otherJournals.map(\.description).sorted() {
            Console.note(
                "disclose",
                Wording(
                    en: "\(journal) recorded some of these events and may still hold values: erase them there too",
                    zh: "部分事件由 \(journal) 记录，该设备可能仍保存其内容：请在该设备上同样删除"))
        }
    }

    /// A misspelt name would find nothing, and look as if there were nothing to find.
    private func checkNames(_ profiles: ProfileLibrary) throws(CommandError) {
        let known = Set(profiles.profiles.flatMap { $0.elements.filter(\.isPrivate).map(\.name) })
        for name in name where !known.contains(name) {
            throw CommandError(
                .usage, at: Wording("--name \(name.shown)"), en: "no profile has a private element of that name",
                zh: "没有任何品类规范有此名称的私密数据项", hint: Wording(known.sorted().joined(separator: " ")))
        }
    }

    /// What is erased cannot be brought back by anybody.
    private func confirm() throws(CommandError) {
        guard !yes else { return }
        guard Terminal.isInput else {
            throw CommandError(
                .usage, en: "erasing cannot be undone", zh: "删除后无法恢复",
                hint: Wording(en: "say --yes where nobody can be asked", zh: "无人应答时请使用 --yes"))
        }
        Console.message(
            said("Erase these private values for good, here and at the ledger? [y/N]", "永久删除这些私密信息（本地与账本）？[y/N]"))
        let answer = readLine() ?? ""
        guard ["y", "Y", "yes", "是"].contains(answer) else {
            throw CommandError(.usage, en: "nothing was erased", zh: "未删除任何内容")
        }
    }

    private static func json(_ code: String, _ entries: [Disclosing.Entry]) -> JSONNode {
        .object([
            ("code", .string(code)),
            (
                "entries",
                .array(
                    entries.map { entry in
                        .object([
                            ("entry", .unsigned(entry.event.entry)), ("journal", .string("\(entry.event.journal)")),
                            ("sealed", .integer(entry.sealedCount)),
                            ("values", .object(entry.disclosures.map { ($0.name, .string($0.value)) })),
                            ("withheld", .integer(entry.withheld)), ("erased", .integer(entry.erasedCount)),
                        ])
                    })
            ),
        ])
    }
}

extension Disclosing.Entry {
    /// The event's place, and under it a line for each value.
    fileprivate func text(_ profiles: ProfileLibrary) -> String {
        let time = event.event.map { "\($0.eventTime.moment)" } ?? ""
        var lines = [
            Terminal.paint(said("entry \(event.entry)", "条目 \(event.entry)"), .bold) + "  \(time)  \(event.journal)"
        ]
        let profile = event.event?.dataElements["profile"].flatMap { profiles.profile(named: $0) }
        lines += disclosures.map { disclosure in
            let label = profile?.element(named: disclosure.name)?.label.zh
            // Who reads English reads the names of the JSON too.
            let name = Language.current == .zh ? label ?? disclosure.name : disclosure.name
            return "  \(name.printable)  \(disclosure.value.printable)"
        }
        if withheld > 0 {
            lines.append("  " + said("\(withheld) more, not for this operator", "另有 \(withheld) 项，本主体无权查看"))
        }
        if erasedCount > 0 { lines.append("  " + said("\(erasedCount) erased for good", "\(erasedCount) 项已永久删除")) }
        if missingCount > 0 {
            lines.append("  " + said("\(missingCount) not held by this ledger", "\(missingCount) 项未存于该账本"))
        }
        return lines.joined(separator: "\n")
    }
}
