import Chains
import Codes
import CommandSupport
import EPCIS
import Interchange
import Journals
import Ledger
import Profiles
import Rules
import Values

/// One import of many files into a journal: all of it becomes durable together, or nothing.
struct Importing {
    private let profile: Profile
    private let operatorUSCC: String
    private let encoding: TextEncoding
    private let sheet: String?
    private let skipsBad: Bool
    let caution: Caution
    private let sealer: EventSealer
    private let definitions: Definitions
    private var codes: CodeReader { definitions.codes }
    private let journal: JournalName
    private(set) var report = IngestReport()
    private var foreseeing: Foreseeing
    /// Rows that are left out for what would be found of them.
    private var leftOut: [Foreseeing.Row: SourceProblem] = [:]
    /// The names of the events that were recorded, where they are asked for.
    private(set) var names: [String]?
    private var refused: [RefusedRecords] = []
    /// What of the files the journal has already.
    private(set) var known: KnownRows
    /// The place in the journal of the first event of this import.
    private var start: UInt64?

    /// `sheet` names the sheet that is read of workbooks, where it is not the first one that is shown.
    init(
        home: JournalHome, profile: String?, encoding: TextEncoding, sheet: String?, skipsBad: Bool,
        caution: Caution = Caution(), keepsNames: Bool = false
    ) throws(CommandError) {
        journal = home.name
        known = KnownRows(journal: home.name)
        foreseeing = Foreseeing(journal: home.name, now: .now)
        names = keepsNames ? [] : nil
        definitions = try Definitions.load(home.settings.definitions(nil))
        let library = definitions.profiles
        self.profile = try Self.profile(profile ?? home.profile ?? "food", in: library)
        sealer = EventSealer(profiles: library, fallback: self.profile)
        operatorUSCC = home.name.operatorUSCC
        self.encoding = encoding
        self.sheet = sheet
        self.skipsBad = skipsBad
        self.caution = caution
    }

    static func profile(_ id: String, in library: ProfileLibrary) throws(CommandError) -> Profile {
        if let found = library.profile(named: id) { return found }
        let known = library.profiles.map(\.id).sorted().joined(separator: ", ")
        throw CommandError(
            .usage, at: Wording("--profile \(id.shown)"), en: "no such profile (there are \(known))",
            zh: "没有这个品类规范（可用：\(known)）")
    }

    /// Reads every file; records that are wrong are said and counted. Where there are any, and they are not to be skipped,
    /// the journal stays as it was; so it does where the goods would be found invalid, and nobody accepts that.
    mutating func run(_ files: [String], into journal: DeviceJournal) async throws(CommandError) -> IngestReport {
        for attempt in 1...Self.attemptCountMax {
            let isLast = attempt == Self.attemptCountMax || files.contains("-")
            if try await attempted(files, into: journal, isLast: isLast) { break }
            report = report.forAnotherReading
            foreseeing = Foreseeing(journal: self.journal, now: .now)
            refused = []
            known.forgetRows()
            start = nil
            names = names.map { _ in [] }
        }
        for records in refused {
            guard let path = records.path else { continue }
            let told = records.reasonsPath.map { Wording(en: ", and why in \($0)", zh: "，原因见 \($0)") }
            Console.note(
                "ingest",
                Wording(
                    en: "bad rows are in \(path)\(told?.en ?? "")", zh: "错误行已写入 \(path)\(told?.zh ?? "")"))
        }
        return report
    }

    /// Rows that are left out may change what is found of others.
    private static let attemptCountMax = 4

    /// False where it must be read again without some of its rows.
    private mutating func attempted(
        _ files: [String], into journal: DeviceJournal, isLast: Bool
    ) async throws(CommandError) -> Bool {
        let appender: JournalAppender
        do throws(StoreError) { appender = try await journal.beginImport() } catch { throw CommandError(error) }
        do throws(CommandError) {
            var filled = try await fill(files, into: appender, of: journal)
            try await sayAlike(in: journal)
            let isReadAgain = try known.settle(
                by: caution, skipsBad: skipsBad, isLast: isLast, leftOut: &leftOut, &report)
            let unitless = try await refuseUnitless(in: journal, isLast: isLast)
            filled = report
            let isSound = skipsBad ? unitless != .refused : filled.rejectedCount == 0
            if !isSound, caution.isCheck {
                let texts = try await ahead(in: journal)
                if !texts.isEmpty { Console.note("ingest", .lookedAtWithoutBadRows) }
            }
            let (mayRecord, isAgain) =
                isReadAgain || unitless == .leftOut
                ? (false, true) : isSound ? try await lookAhead(in: journal, isLast: isLast) : (false, false)
            guard mayRecord, !caution.isCheck else {
                await appender.rollback()
                for records in refused { records.discard() }
                refused = []
                if !mayRecord { report.forget() }
                return !isAgain
            }
            for records in refused { try records.finish() }
            do throws(StoreError) { _ = try await appender.commit() } catch { throw CommandError(error) }
        } catch {
            await appender.rollback()
            for records in refused { records.discard() }
            throw error
        }
        return true
    }

    enum Unitless { case none, leftOut, refused }

    /// Refuses rows that give an amount without a unit of what is counted otherwise; of events of documents it is told.
    mutating func refuseUnitless(in journal: DeviceJournal, isLast: Bool) async throws(CommandError) -> Unitless {
        var isRefused = false
        for (row, lot, elsewhere, isOfTable) in try await foreseeing.unitlessRows(in: journal, codes: codes) {
            let problem = SourceProblem(
                line: row.line, column: 1, wording: .unitless(lot, elsewhere), hint: .writeUnit, sheet: row.sheet)
            guard isOfTable || caution.isStrict && !skipsBad else {
                report.notice(problem, file: row.file)
                continue
            }
            report.reject(problem, file: row.file)
            if skipsBad, !isLast { leftOut[row] = problem }
            isRefused = true
        }
        guard isRefused else { return .none }
        if skipsBad, !isLast { return .leftOut }
        if skipsBad { report.isRefusedAhead = true }
        return .refused
    }

    /// Says what will be found of the goods, and whether that may be recorded; where not, whether rows can be left out instead.
    private mutating func lookAhead(
        in journal: DeviceJournal, isLast: Bool
    ) async throws(CommandError) -> (mayRecord: Bool, isAgain: Bool) {
        let texts = try await ahead(in: journal)
        let bad = texts.filter(\.isRefused)
        guard !bad.isEmpty else { return (true, false) }
        if skipsBad, !isLast {
            for text in bad {
                let message = text.foreseen.finding.message
                for row in text.rows where leftOut[row] == nil {
                    leftOut[row] = SourceProblem(
                        line: row.line, column: 1,
                        wording: Wording(en: "\(text.rule): \(message.en)", zh: "\(text.rule)：\(message.zh)"),
                        sheet: row.sheet)
                }
            }
            return (false, true)
        }
        if caution.asks, !skipsBad, Caution.isAccepted() { return (true, false) }
        Console.message(said("hint: ", "提示：") + said(Caution.wayOut(of: bad, isStrict: caution.isStrict)))
        report.isRefusedAhead = true
        return (false, false)
    }

    /// What will be found of all that was read, which is said here.
    mutating func ahead(in journal: DeviceJournal, command: String = "ingest") async throws(CommandError)
        -> [ForeseenText]
    {
        let texts = try await foreseeing.foreseen(by: definitions, in: journal).map { foreseen in
            ForeseenText(
                foreseen: foreseen, rows: foreseen.entries.compactMap { foreseeing.rows[$0] },
                isRefused: caution.refuses(foreseen),
                isNoticed: foreseen.isOmission && foreseen.entries.allSatisfy(foreseeing.noticed.contains))
        }
        report.foresee(texts, command: command)
        if caution.isCheck { report.tell(neverHad: foreseeing.neverHad, command: command) }
        if foreseeing.isBeyond {
            let count = Foreseeing.eventCountMax.grouped
            Console.note(
                command,
                Wording(
                    en: "of so many events only the first \(count) were judged beforehand",
                    zh: "事件过多，仅预先核对了前 \(count) 条"))
        }
        return texts
    }

    /// Adds what is recorded beside the files: declarations of errors.
    mutating func add(_ body: [UInt8], at index: UInt64) {
        foreseeing.add(body, at: index, nil, isNoticed: true)
    }

    /// Reads every file into an import that somebody else ends, who looks at what was refused first.
    mutating func fill(
        _ files: [String], into appender: JournalAppender, of journal: DeviceJournal
    ) async throws(CommandError) -> IngestReport {
        var claims = EventClaims(journal, codes: codes)
        for file in files { try await read(file, into: appender, &claims) }
        for (problem, file) in try await claims.missingReplacements(among: foreseeing) {
            if caution.isStrict { report.reject(problem, file: file) } else { report.notice(problem, file: file) }
        }
        try await known.look(with: &claims, &report)
        report.sayRest()
        return report
    }

    /// Tells of rows that may have been put right and brought again: what they say stands beside what they said before. And of things
    /// that would lie in two packages.
    private mutating func sayAlike(in journal: DeviceJournal) async throws(CommandError) {
        for (row, thing, package) in try await foreseeing.packedTwice(in: journal, codes: codes) {
            let problem = SourceProblem(
                line: row.line, column: 1, wording: .packedTwice(thing, package), hint: .unpack, sheet: row.sheet)
            if caution.isStrict, !skipsBad {
                report.reject(problem, file: row.file)
            } else {
                report.notice(problem, file: row.file)
            }
        }
        for (row, name) in try await foreseeing.alike(in: journal, codes: codes) {
            let problem = SourceProblem(
                line: row.line, column: 1, wording: .alike(name.shown), hint: .withdrawAlike(name), sheet: row.sheet)
            if caution.isStrict, !skipsBad {
                report.reject(problem, file: row.file)
            } else {
                report.notice(problem, file: row.file)
            }
        }
    }

    private mutating func read(
        _ file: String, into appender: JournalAppender, _ claims: inout EventClaims
    ) async throws(CommandError) {
        let input = try ByteSource(path: file)
        let format = try SourceFormat.of(input)
        let source = source(input, format)
        let records = RefusedRecords(of: file, format: format, isWritten: !caution.isCheck)
        refused.append(records)
        var progress = ProgressBar(said("recording", "记录"), total: input.size)
        defer { progress.finish() }
        let shownName = file == "-" ? said("standard input", "标准输入") : file
        while let item = try source.next() {
            progress.show(input.position, count: report.read)
            switch item {
            case .event(let event):
                report.read += 1
                let row = Foreseeing.Row(file: shownName, line: event.line, sheet: event.sheet)
                if let problem = leftOut[row] ?? (caution.isStrict ? SourceProblem(allOf: event.notices) : nil) {
                    report.reject(problem, file: shownName)
                    if skipsBad, let form = source.refusedForm {
                        try records.add(event.record, in: form, because: problem)
                    }
                    continue
                }
                for notice in event.notices { report.notice(notice, file: shownName) }
                guard skipsBad || caution.isCheck || report.rejectedCount == 0 else { continue }
                try await append(event, to: appender, file: shownName, records, source, &claims)
            case .refused(let problem, let record):
                report.read += 1
                report.reject(problem, file: shownName)
                if skipsBad, let form = source.refusedForm { try records.add(record, in: form, because: problem) }
            case .notice(let notice): report.say(notice, file: shownName)
            case .doubt(let doubt) where caution.isStrict && !skipsBad: report.reject(doubt, file: shownName)
            case .doubt(let doubt): report.say(doubt, file: shownName)
            case .unusable(let problems):
                for problem in problems { report.reject(problem, file: shownName) }
                guard !skipsBad else { throw Self.unusable(shownName) }
            }
        }
    }

    private mutating func append(
        _ event: SourceEvent, to appender: JournalAppender, file: String, _ records: RefusedRecords,
        _ source: any EventSource, _ claims: inout EventClaims
    ) async throws(CommandError) {
        func refuse(_ wording: Wording) throws(CommandError) {
            try refuse(SourceProblem(line: event.line, column: 1, wording: wording, sheet: event.sheet))
        }
        func refuse(_ problem: SourceProblem) throws(CommandError) {
            report.reject(problem, file: file)
            if skipsBad, let form = source.refusedForm {
                try records.add(event.record, in: form, because: problem)
            }
        }
        if let problem = try await claims.problem(ofCorrection: event, among: foreseeing) {
            return try refuse(problem)
        }
        if let name = EventClaims.nameDeclared(by: event) { known.addDeclared(name) }
        let sealed: SealedEvent
        do throws(EventSealer.Failure) {
            sealed = event.mayHavePrivateElements ? try sealer.seal(event.body) : SealedEvent(event.body)
        } catch {
            return try refuse(error.wording)
        }
        if !event.isOfTable {
            for (number, place) in PersonalNumberCheck.found(in: sealed.event) {
                let problem = SourceProblem(place, inEventAt: event.line)
                guard number == .telephone, !caution.isStrict else { return try refuse(problem) }
                report.notice(problem, file: file)
            }
        }
        if let problem = try await claims.problem(ofDeclaration: event, sealed, among: foreseeing) {
            guard !caution.isStrict else { return try refuse(problem) }
            report.notice(problem, file: file)
        }
        if let problem = try await claims.repetition(of: event, sealed, appender) {
            guard !caution.isStrict else { return try refuse(problem) }
            report.notice(problem, file: file)
        }
        let row = Foreseeing.Row(file: file, line: event.line, sheet: event.sheet)
        let again = known.again[row]
        switch again == nil ? try await claims.other(event, sealed, appender) : nil {
        case nil: break
        case .same(let index):
            report.duplicates += 1
            known.add(row, at: index)
            return
        case .twice(let index):
            let problem = SourceProblem(
                line: event.line, column: 1, wording: .sameEvent(as: foreseeing.rows[index]?.text), sheet: event.sheet)
            guard !caution.isStrict else { return try refuse(problem) }
            report.notice(problem, file: file)
            report.duplicates += 1
            return
        case .contradicting(let problem): return try refuse(problem)
        }
        let outcome: JournalAppender.Outcome
        let name = { @Sendable [journal = "\(journal)"] (index: UInt64) in
            EventName(journal: journal, index: index).text
        }
        do throws(StoreError) {
            outcome = try await appender.append(sealed, eventID: event.isNameless ? name : nil, again: again)
        } catch {
            throw CommandError(error)
        }
        switch outcome {
        case .appended(let index):
            report.journalled += 1
            start = start ?? index
            if again != nil { report.recordedAgain += 1 }
            foreseeing.add(
                sealed.event, at: index, row, isNoticed: !event.notices.isEmpty,
                unitless: event.isOfTable ? event.unitless : nil)
            claims.add(event, sealed, at: index, row)
            if names != nil {
                let own = event.isNameless ? nil : EPCISEvent.reading(sealed.event).event?.eventID
                names?.append(own ?? name(index))
            }
            report.sealed += sealed.disclosures.count
        case .duplicate(let index):
            if start.map({ $0 <= index }) ?? false,
                foreseeing.rows[index].map({ $0.file == file && ($0 != row || !event.isOfTable) }) ?? true
            {
                let problem = SourceProblem(
                    line: event.line, column: 1, wording: .sameRow(as: foreseeing.rows[index]?.text),
                    hint: .twoOfThem, sheet: event.sheet)
                guard !caution.isStrict else { return try refuse(problem) }
                report.notice(problem, file: file)
            }
            report.duplicates += 1
            known.add(row, at: index)
        case .tooLarge: try refuse(.eventTooLarge)
        }
    }

    private func source(_ input: ByteSource, _ format: SourceFormat) -> any EventSource {
        switch format {
        case .csv:
            CSVSource(input, profile: profile, operatorUSCC: operatorUSCC, encoding: encoding, codes: codes)
        case .lines: LinesSource(input, codes: codes)
        case .document: DocumentSource.json(input, codes: codes)
        case .xml: DocumentSource.xml(input, codes: codes)
        case .xlsx:
            XLSXSource(
                input, profile: profile, operatorUSCC: operatorUSCC, codes: codes, sheet: sheet,
                keepsRecords: skipsBad)
        }
    }

    /// There are no good rows to tell from the bad ones in such a file: skipping would hide that it was not read.
    private static func unusable(_ file: String) -> CommandError {
        CommandError(
            .badInput, at: Wording(file), en: "the file cannot be used at all; nothing was recorded",
            zh: "整个文件无法使用；未记录任何内容")
    }
}
