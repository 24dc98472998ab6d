import Chains
import CommandSupport
import Rules
import StrictJSON
import Supervision
import Values

/// A plan and its samples told to people and to programs.
struct SamplingText {
    let desk: SamplingDesk
    /// Only this one; nil is all.
    let sample: String?
    let today: CalendarDate

    private var record: SamplingRecord { desk.record }
    private var samples: [SampleFile] { record.samples.filter { sample == nil || $0.number == sample } }

    /// Samples that are told on a terminal.
    private static let samplesMax = 100

    func show() throws(CommandError) {
        if let plan = record.plan {
            try Console.print(
                said(
                    "\(plan.act.title)  \(plan.act.name)  \(plan.act.from) – \(plan.act.until)  [entry \(plan.entry)]",
                    "\(plan.act.title)  \(plan.act.name)  \(plan.act.from) 至 \(plan.act.until)  〔条目 \(plan.entry)〕"
                ).printable)
            if sample == nil { try Console.print(ProgressSheet(PlanProgress(record, on: today)).text) }
        }
        for file in samples.prefix(Self.samplesMax) { try show(file) }
        if samples.count > Self.samplesMax {
            try Console.print(said("… \(samples.count) samples", "…… 共 \(samples.count) 个样品"))
        }
        for (entry, why) in record.refused.prefix(50) {
            try Console.print(
                said("without effect: entry \(entry): \(why.wording.en)", "无效：第 \(entry) 条：\(why.wording.zh)")
                    .printable)
        }
        for fault in desk.faults { try Console.print((said("FALSE  ", "不成立  ") + said(fault)).printable) }
        for doubt in desk.doubts { try Console.print((said("unchecked  ", "未核查  ") + said(doubt)).printable) }
        if let completeness = desk.acts.completeness { try Console.print(said(completeness.wording).printable) }
    }

    private func show(_ file: SampleFile) throws(CommandError) {
        let outcome = record.outcome(of: file)
        let colour: Terminal.Colour =
            switch outcome {
            case .passed: .green
            case .failed, .conflict: .red
            case .pending, .setAside: .yellow
            }
        try Console.print(
            Terminal.paint(said(outcome.wording), colour, .bold)
                + "  \(file.number)  \(file.taking.act.code)  \(file.taking.act.firm)".printable)
        for line in lines(file) { try Console.print(("  " + said(line)).printable) }
    }

    private func lines(_ file: SampleFile) -> [Wording] {
        func at(_ entry: UInt64) -> Wording { Wording(en: "[entry \(entry)]", zh: "〔条目 \(entry)〕") }
        func line(_ entry: UInt64, _ time: OffsetTime, _ en: String, _ zh: String) -> Wording {
            Wording(en: "\(time.day) \(en) \(at(entry).en)", zh: "\(time.day) \(zh) \(at(entry).zh)")
        }
        var lines = [
            line(
                file.taking.entry, file.taking.time, "taken, seal \(file.taking.act.seal)",
                "抽样，封条 \(file.taking.act.seal)")
        ]
        for one in file.handovers {
            lines.append(
                line(
                    one.entry, one.time, "\(one.act.part.wording.en) handed to \(one.act.to)",
                    "\(one.act.part.wording.zh)移交 \(one.act.to)"))
        }
        for one in file.receipts {
            let state = one.act.isIntact ? Wording(en: "intact", zh: "完好") : Wording(en: "BROKEN", zh: "破损")
            lines.append(
                line(
                    one.entry, one.time,
                    "\(one.act.part.wording.en) received by \(one.signer), seal \(one.act.seal) \(state.en)",
                    "\(one.signer) 收到\(one.act.part.wording.zh)，封条 \(one.act.seal) \(state.zh)"))
        }
        for one in file.results {
            let verdict = one.isPassed ? Wording(en: "pass", zh: "合格") : Wording(en: "FAIL", zh: "不合格")
            lines.append(
                line(
                    one.entry, one.time, "\(one.item) \(one.value): \(verdict.en)",
                    "\(one.item) \(one.value)：\(verdict.zh)"))
        }
        for one in file.notices {
            lines.append(
                line(
                    one.entry, one.time, "report received by \(one.act.party) on \(one.act.received)",
                    "\(one.act.party) 于 \(one.act.received) 收到检验结论"))
        }
        for one in file.objections {
            let matter = one.placed.act.matter.wording
            lines.append(
                line(
                    one.placed.entry, one.placed.time, "\(one.placed.signer) applies: \(matter.en)",
                    "\(one.placed.signer) \(matter.zh)"))
            for decision in one.decisions {
                let outcome = decision.act.outcome.wording
                lines.append(line(decision.entry, decision.time, outcome.en, outcome.zh))
            }
        }
        for one in file.refused {
            lines.append(
                line(
                    one.result.entry, one.result.time, "counts for nothing: \(one.why.wording.en)",
                    "无效：\(one.why.wording.zh)"))
        }
        for deadline in record.deadlines(of: file, on: today) where deadline.doneOn == nil || deadline.isOverdue {
            let what = SamplingTerms.builtIn.wording(of: deadline.term)
            lines.append(
                Wording(
                    en: "\(deadline.isOverdue ? "OVERDUE" : "until") \(deadline.lastDay): \(what.en)",
                    zh: "\(deadline.isOverdue ? "已逾期" : "期限") \(deadline.lastDay)：\(what.zh)"))
        }
        for deadline in record.deadlines(of: file, on: today) {
            guard let came = deadline.cameLate, let done = deadline.doneOn else { continue }
            let what = SamplingTerms.builtIn.wording(of: deadline.term)
            lines.append(
                Wording(
                    en:
                        "in time by its signer's word alone: done \(done), until \(deadline.lastDay), came \(came): \(what.en)",
                    zh: "仅凭签署方所称未逾期：\(done) 完成，期限 \(deadline.lastDay)，\(came) 入账：\(what.zh)"))
        }
        return lines
    }

    /// `{"plan","entry","quotas":[…],"samples":[…],"refused":[…],"faults":[…],"doubts":[…],"complete"}`
    var json: JSONNode {
        func wordings(_ all: [Wording]) -> JSONNode {
            .array(all.map { .object([("message", .string($0.en)), ("messageZh", .string($0.zh))]) })
        }
        return .object([
            ("plan", .string("\(record.name)")), ("entry", record.plan.map { .unsigned($0.entry) } ?? .null),
            ("quotas", ProgressSheet(PlanProgress(record, on: today)).json), ("samples", .array(samples.map(json))),
            (
                "refused",
                .array(
                    record.refused.map { entry, why in
                        .object([
                            ("entry", .unsigned(entry)), ("message", .string(why.wording.en)),
                            ("messageZh", .string(why.wording.zh)),
                        ])
                    })
            ), ("faults", wordings(desk.faults)), ("doubts", wordings(desk.doubts)),
            ("complete", .bool(desk.acts.completeness?.isShown ?? false)),
        ])
    }

    private func json(_ file: SampleFile) -> JSONNode {
        let entries =
            [file.order.entry, file.taking.entry] + file.handovers.map(\.entry) + file.receipts.map(\.entry)
            + file.notices.map(\.entry)
            + file.objections.flatMap { [$0.placed.entry] + $0.decisions.map(\.entry) }
        return .object([
            ("sample", .string(file.number)), ("order", .string(file.order.act.number)),
            ("code", .string(file.taking.act.code)), ("firm", .string(file.taking.act.firm)),
            ("laboratory", .string(file.order.act.laboratory)),
            ("outcome", .string(record.outcome(of: file).rawValue)),
            (
                "results",
                .array(
                    file.results.map { result in
                        .object([
                            ("entry", .unsigned(result.entry)), ("laboratory", .string(result.laboratory)),
                            ("item", .string(result.item)), ("value", .string(result.value)),
                            ("passed", .bool(result.isPassed)),
                            ("report", result.report.map(JSONNode.string) ?? .null),
                        ])
                    })
            ),
            (
                "deadlines",
                .array(
                    record.deadlines(of: file, on: today).map { deadline in
                        .object([
                            ("term", .string(deadline.term.rawValue)), ("until", .string("\(deadline.lastDay)")),
                            ("done", deadline.doneOn.map { .string("\($0)") } ?? .null),
                            ("overdue", .bool(deadline.isOverdue)),
                            ("came", deadline.cameLate.map { .string("\($0)") } ?? .null),
                        ])
                    })
            ), ("entries", .array(entries.sorted().map(JSONNode.unsigned))),
        ])
    }
}
