import ArgumentParser
import Chains
import Codes
import CommandSupport
import EPCIS
import Foundation
import Interchange
import Profiles
import StrictJSON
import Supervision
import Values

/// Records what a laboratory found in samples, about the goods themselves.
struct RecordResults: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "result",
        abstract: said("Record the results of samples, about the goods.", "就货物记录样品的检验结果。"),
        discussion: said(
            "Columns: sample, item, value, and where wanted verdict, method, report, time. Each row becomes an inspection (inspect) of the "
                + "goods. The verdict follows from the value where the rule set, or the plan, has a limit as of that day; one that says "
                + "otherwise is refused, and so is a value that the method cannot give: below its limit of quantification it is written <1. "
                + "What fails is held from then on, with all that was made of it.",
            "列为：样品编号、项目、检验值，以及可选的结论、方法、报告编号、时间。每行成为该货物的一次检验（inspect）。规则集或计划在当日有限量的，结论由检验值得出，"
                + "与之不符的结论不予记录；方法不能得出的检验值（低于定量限应写作 <1）不予记录。不合格的货物自此受控，由其制成的产品一并受控。"))

    @OptionGroup var journalOptions: JournalOptions
    @OptionGroup var verdictOptions: VerdictOptions
    @OptionGroup var plan: PlanArgument

    @Option(help: .said("table of the results", "检验结果表", valueName: "file"), completion: .file())
    var results: String

    @Flag(help: .said("say what would be recorded; nothing is", "只说明将记录什么，不记录"))
    var check = false

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    private struct Row {
        let sample: SampleFile
        let event: [UInt8]
        let result: SampleResult
    }

    func run() async throws {
        let office = try SamplingOffice(journalOptions, verdictOptions)
        let known = try await office.open(try office.name(plan.plan), sample: nil)
        let (rows, repeated) = try rows(known, office)
        if !check, !rows.isEmpty { try await office.office.record(rows.map { SealedEvent($0.event) }) }
        let failed = rows.filter { !$0.result.isPassed }
        if json {
            try Console.print(
                .object([
                    ("plan", .string("\(known.record.name)")), ("recorded", .integer(check ? 0 : rows.count)),
                    ("known", .integer(repeated)),
                    ("passed", .integer(rows.count - failed.count)), ("failed", .integer(failed.count)),
                    ("held", .strings(Set(failed.map(\.sample.taking.act.code)).sorted())),
                ]))
        } else {
            try Console.print(
                (check ? said("would record: ", "将记录：") : said("recorded: ", "已记录："))
                    + said(
                        "\(rows.count) results, \(failed.count) failed", "\(rows.count) 项结果，其中不合格 \(failed.count) 项"))
            if repeated > 0 { try Console.print(said("known already: \(repeated)", "此前已记录：\(repeated)")) }
        }
        guard !check else { return }
        var seen: Set<String> = []
        for sample in failed.map(\.sample) where seen.insert(sample.taking.act.code).inserted {
            let code = sample.taking.act.code
            Console.note(
                "sample",
                Wording(
                    en: "\(code) is held from now on, with all that is made of it; the host tells whoever has some",
                    zh: "\(code) 自此受控，由其制成的产品一并受控；主机将提示各持有方"))
            await draft(of: sample, failed, of: office.office.home)
        }
    }

    /// Opens the recall as a draft beside the results: who has how much, and what whoever recalls fills in and records. What cannot be proven yet
    /// is asked for again.
    private func draft(of sample: SampleFile, _ failed: [Row], of home: JournalHome) async {
        let slash = results.lastIndex(of: "/").map { results.index(after: $0) } ?? results.startIndex
        let name = "\(results[..<slash])recall-\(sample.number)"
        let (file, told) = ("\(name).csv", "\(name).txt")
        let code = sample.taking.act.code
        let what = failed.filter { $0.sample.number == sample.number }.map { "\($0.result.item) \($0.result.value)" }
        var arguments = [code, "--draft", file, "--reason", what.joined(separator: "; "), "-o", told]
        // The ledger to which the results were pushed, and no other.
        if let ledger = try? home.ledger() { arguments += ["--ledger", "\(ledger)"] }
        if let key = try? home.pinnedLedgerKey() { arguments += ["--ledger-key", "\(key)"] }
        do {
            try await Recall.parse(arguments).run()
        } catch {
            // It says by itself what is amiss; the results are recorded all the same.
            guard FileManager.default.fileExists(atPath: file) else {
                Console.note(
                    "sample",
                    Wording(
                        en: "no draft of the recall yet: yima recall '\(code)' --draft \(file.shown)",
                        zh: "尚未生成召回录入表：yima recall '\(code)' --draft \(file.shown)"))
                return
            }
        }
    }

    /// What is to be recorded, and how many rows say what is on record already.
    private func rows(
        _ known: SamplingDesk, _ office: SamplingOffice
    ) throws(CommandError) -> (new: [Row], repeated: Int) {
        let plan = try known.plan()
        let definitions = try Definitions.load(office.office.home.settings.definitions(nil))
        let table = try OfficeTable(
            results,
            [
                OfficeColumn(names: ["sample", "样品编号", "抽样单编号"]), OfficeColumn(names: ["item", "项目", "检验项目"]),
                OfficeColumn(names: ["value", "检验值", "检验结果"]),
                OfficeColumn(names: ["verdict", "结论", "检验结论"], isRequired: false),
                OfficeColumn(names: ["method", "方法", "检验方法", "检验依据"], isRequired: false),
                OfficeColumn(names: ["report", "报告编号", "检验报告编号"], isRequired: false),
                OfficeColumn(names: ["time", "时间", "检验时间"], isRequired: false),
                OfficeColumn(names: ["site", "地点", "检验地点"], isRequired: false),
            ])
        var rows: [Row] = []
        var repeated = 0
        while let (values, place) = try table.next() {
            let sample: SampleFile
            do throws(CommandError) { sample = try known.sample(values[0]) } catch {
                throw CommandError(.badInput, at: place, error.wording)
            }
            let row = try row(values, at: place, sample, plan, known, office.uscc, definitions)
            let before = row.sample.results + rows.map(\.result)
            if before.contains(where: { $0.isSame(as: row.result) }) {
                repeated += 1
                continue
            }
            try refuse(row, at: place, known, rows)
            rows.append(row)
        }
        return (rows, repeated)
    }

    /// Refuses what would count for nothing, and what says the opposite of a result that counts.
    private func refuse(_ row: Row, at place: Wording, _ known: SamplingDesk, _ rows: [Row]) throws(CommandError) {
        if let why = known.record.refusal(of: row.result, row.sample) {
            throw CommandError(
                why.isOfRoles ? .notAllowed : .badInput, at: place, why.wording,
                hint: Wording(en: "nothing was recorded", zh: "未记录任何内容"))
        }
        let others = row.sample.results + rows.filter { $0.sample.number == row.sample.number }.map(\.result)
        let opposite = others.first {
            $0.item == row.result.item && $0.laboratory == row.result.laboratory && $0.isPassed != row.result.isPassed
        }
        guard let opposite else { return }
        let saying =
            opposite.entry == .max
            ? Wording(results) : Wording(en: "entry \(opposite.entry)", zh: "第 \(opposite.entry) 条")
        throw CommandError(
            .badInput, at: place, en: "\(saying.en) says the opposite of this sample and item; nothing was recorded",
            zh: "\(saying.zh)对同一样品同一项目的结论相反；未记录任何内容",
            hint: Wording(en: "take that back first: yima withdraw", zh: "请先撤回：yima withdraw"))
    }

    private func row(
        _ values: [String], at place: Wording, _ sample: SampleFile, _ plan: SamplingPlan, _ known: SamplingDesk,
        _ uscc: String, _ definitions: Definitions
    ) throws(CommandError) -> Row {
        guard let number = plan.number(ofItem: values[1]) else {
            throw CommandError(.badInput, at: place, SampleRefusal.itemNotPlanned(values[1]).wording)
        }
        let item = plan.items[number - 1]
        let time = values[6].isEmpty ? nil : WrittenTime.time(values[6])?.time
        guard values[6].isEmpty || time != nil else {
            throw CommandError(
                .badInput, at: place, en: "not a time: \(values[6].shown)", zh: "时间有误：\(values[6].shown)")
        }
        let moment = time ?? SamplingOffice.now
        // People write minutes.
        let told = moment.moment.milliseconds
        guard told + 59_999 >= sample.taking.time.moment.milliseconds,
            told <= SamplingOffice.now.moment.milliseconds + 59_999
        else {
            throw CommandError(
                .badInput, at: place,
                en:
                    "a result of \(moment.minute) is from before the sample was taken (\(sample.taking.time.minute)), or to come",
                zh: "检验时间 \(moment.minute) 早于抽样时间（\(sample.taking.time.minute)）或尚未到来")
        }
        let value = Self.value(values[2], item.unit)
        // A value in another unit is told as that, and not as one without a limit.
        if let why = item.fault(of: value) { throw CommandError(.badInput, at: place, why.wording) }
        let verdict = try verdict(values[3], of: value, item, moment.day, known, at: place)
        let order = sample.order.act
        let cells: [(String, String)] = [
            ("time", Self.local(moment)), ("step", "inspect"), ("code", sample.taking.act.code), ("from", order.firm),
            ("sampleNo", sample.number), ("testItem", item.name), ("testValue", value),
            ("testVerdict", verdict ? "pass" : "fail"), ("testMethod", values[4].isEmpty ? item.method : values[4]),
            ("reportNo", values[5]), ("samplingStage", order.stage),
            // Where it says no other place, that of the laboratory: in the region of its number.
            ("site", values[7].isEmpty ? "\(uscc.dropFirst(2).prefix(6))-LAB" : values[7]),
        ].filter { !$0.1.isEmpty }
        let profile = try Importing.profile(order.profile, in: definitions.profiles)
        func record(_ texts: [String]) -> CSVRecord {
            CSVRecord(cells: texts.enumerated().map { ($0.element, 1, $0.offset + 1) })
        }
        let body: [UInt8]
        do throws(ScanError) {
            let mapper = try ScanMapper(
                profile: profile, operatorUSCC: uscc, codes: definitions.codes, header: record(cells.map(\.0)))
            body = try mapper.scan(record(cells.map(\.1))).event
        } catch {
            throw CommandError(.badInput, at: place, error.wording, hint: error.hint)
        }
        guard let event = try? EPCISEvent(json: body),
            let result = SampleResult(entry: .max, laboratory: uscc, event)
        else {
            throw CommandError(.badInput, at: place, en: "makes no valid event", zh: "不能构成有效事件")
        }
        return Row(sample: sample, event: body, result: result)
    }

    private static func local(_ time: OffsetTime) -> String {
        let local = Timestamp(milliseconds: time.moment.milliseconds + Int64(time.offsetMinutes) * 60_000)
        return local.description.dropLast() + time.offset
    }

    /// With its unit: what is read later is read by itself.
    private static func value(_ text: String, _ unit: String) -> String {
        let number = text.drop { "<＜ ".contains($0) }
        guard Amount(String(number)) != nil else { return text }
        return "\(number.count < text.filter { $0 != " " }.count ? "<" : "")\(number) \(unit)"
    }

    private func verdict(
        _ written: String, of value: String, _ item: SampledItem, _ day: CalendarDate, _ known: SamplingDesk,
        at place: Wording
    ) throws(CommandError) -> Bool {
        let words = ["pass": true, "合格": true, "fail": false, "不合格": false]
        if !written.isEmpty {
            guard let said = words[written.lowercased()] else {
                throw CommandError(
                    .badInput, at: place, en: "a verdict is pass or fail: \(written.shown)",
                    zh: "结论应为“合格”或“不合格”：\(written.shown)")
            }
            return said
        }
        guard let isBroken = item.isBroken(by: value, on: day, known.lists) else {
            throw CommandError(
                .badInput, at: place, en: "nothing says what \(item.name.shown) may be: give a verdict",
                zh: "规则集与计划均无 \(item.name.shown) 的限量：请给出结论")
        }
        return !isBroken
    }
}
