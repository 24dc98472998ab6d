public import Codes
public import Complaints
public import EPCIS
public import Evidence
public import Rules
public import Supervision
public import Values

/// What an event on the ledger says that counts towards risk: its facts, and what is to be looked up because of it.
public struct RiskReading: Hashable, Sendable {
    public private(set) var facts: [RiskFact] = []
    /// What it takes back.
    public private(set) var withdrawn: [RiskFact.Key] = []
    /// The complaint that it is an act about, whose record is to be read anew.
    public private(set) var complaint: ComplaintName?
    /// The same of a quick-response task.
    public private(set) var task: TaskName?

    /// What came sooner is not late, whatever a definition file says.
    public static let lateHoursMin = 24

    /// Late records of a firm and a day that are kept.
    public static let latePerDayMax: UInt64 = 50

    public var isEmpty: Bool { facts.isEmpty && withdrawn.isEmpty && complaint == nil && task == nil }

    /// - Parameters:
    ///   - arrival: when the ledger had it.
    ///   - isLaboratory: whether its signer was a laboratory before it that might test goods of a firm.
    ///   - isOffice: whether its signer had the role of an office: it trades nothing, and is not late.
    public init(
        entry: UInt64, signer: String, _ event: EPCISEvent, arrival: Timestamp, codes: CodeReader,
        isLaboratory: (_ firm: String?) -> Bool, isOffice: () -> Bool = { false }
    ) {
        guard event.kind != .foreign else {
            complaint = ComplaintAct(event)?.name
            task = complaint == nil ? TaskAct(event)?.name : nil
            return
        }
        let day = arrival.localDay
        if event.bizStep == "inspecting" {
            take(Result(entry: entry, laboratory: signer, event), event, on: day, codes, isLaboratory)
            return
        }
        guard event.errorDeclaration == nil, !isOffice() else { return }
        if let profile = event.dataElements["profile"], !profile.isEmpty {
            facts.append(
                RiskFact(
                    .activity, "\(signer)/\(profile)", word: profile, firm: signer, product: nil, day: day, entry: entry
                ))
        }
        let waited = arrival.milliseconds - Self.told(event).milliseconds
        let hours = Int(clamping: waited / 3_600_000)
        guard hours >= Self.lateHoursMin else { return }
        // Of a flood on one day so many are kept, the last of each remainder: more would count nothing, and all would be read with every
        // question about the firm.
        let name = "\(signer)/\(day)/\(entry % Self.latePerDayMax)"
        facts.append(RiskFact(.late, name, word: "\(hours)", firm: signer, product: nil, day: day, entry: entry))
    }

    /// When it happened: what was caught at sea counts from the end of its trip.
    private static func told(_ event: EPCISEvent) -> Timestamp {
        let ends = ["tripEnd", "landingTime"].compactMap { event.dataElements[$0] }.compactMap {
            OffsetTime(rfc3339: $0)?.moment
        }
        return max(event.eventTime.moment, ends.first ?? event.eventTime.moment)
    }

    /// What a laboratory found, as pass rates count it: its sample is known by `sampleNo`, else by `reportNo`, else it is one of its own.
    private struct Result {
        let name: String
        let group: String
        let isPassed: Bool
        let entry: UInt64

        init?(entry: UInt64, laboratory: String, _ event: EPCISEvent) {
            guard let isPassed = ["conformant": true, "non_conformant": false][event.disposition ?? ""] else {
                return nil
            }
            name = "\(laboratory)/\(event.eventID ?? "#\(entry)")"
            let number = event.dataElements["sampleNo"] ?? event.dataElements["reportNo"]
            group = number.map { "\(laboratory)/\($0)" } ?? name
            (self.isPassed, self.entry) = (isPassed, entry)
        }
    }

    private mutating func take(
        _ result: Result?, _ event: EPCISEvent, on day: CalendarDate, _ codes: CodeReader,
        _ isLaboratory: (_ firm: String?) -> Bool
    ) {
        guard let result else { return }
        let prefix = "urn:yima:uscc:"
        let source = event.sourceList.first?.id
        let firm = source.flatMap { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil }
        guard isLaboratory(firm) else { return }
        guard event.errorDeclaration == nil else {
            withdrawn.append(RiskFact.Key(.sample, result.name))
            return
        }
        let (item, value) = (event.dataElements["testItem"] ?? "", event.dataElements["testValue"] ?? "")
        facts.append(
            RiskFact(
                .sample, result.name, word: result.isPassed ? RiskFact.passed : RiskFact.failed,
                detail: SampleReading.profile(of: event), group: result.group, firm: firm,
                product: Self.product(of: event.writtenCodes, codes), day: day, entry: result.entry,
                message: result.isPassed ? nil : Wording(en: "\(item) \(value)", zh: "\(item) \(value)")))
    }

    /// The product that the first readable code names, else its lot, else itself.
    public static func product(of written: [String], _ codes: CodeReader) -> String? {
        for text in written {
            guard let code = try? codes.read(text) else { continue }
            return code.productKey ?? code.lotKey ?? code.key
        }
        return nil
    }
}

extension RiskFact {
    /// What a complaint counts, as its record stands now; nil where it was not opened by one who might.
    public init?(_ record: ComplaintRecord, _ codes: CodeReader) {
        guard let opening = record.opening else { return nil }
        // It weighs only once an office in charge of the firm has found it to be true: that it was taken up, or that both agreed, is no finding.
        let isUpheld = record.isUpheld(firmDistrict: opening.act.firm?.registeredDistrict)
        self.init(
            .complaint, record.name.number, word: isUpheld ? Self.upheld : record.state.rawValue,
            detail: opening.act.kind, firm: opening.act.firm,
            product: opening.act.code.flatMap { RiskReading.product(of: [$0], codes) }, day: opening.arrival.localDay,
            entry: isUpheld ? record.closure?.entry ?? opening.entry : record.decision?.entry ?? opening.entry)
    }

    /// What is to be done about a task next, and by when: it counts nothing, and is a warning when its day is over. Nil where it is closed.
    public init?(_ task: TaskRecord.Entry, _ terms: TaskTerms, _ calendar: WorkingDays, _ codes: CodeReader) {
        guard let clock = task.clock(terms, calendar) else { return nil }
        let said = task.opening.act
        let isFirm = said.about.utf8.count == 18 && said.about.registeredDistrict != nil
        let (en, zh) = clock.isTaking ? ("to be taken in hand", "接办") : ("to be closed", "办结")
        self.init(
            .task, said.name.description, word: task.state.rawValue, detail: said.district,
            firm: isFirm ? said.about : nil, product: nil, day: clock.due, entry: task.ledgerEntries.last,
            message: Wording(
                en: "task \(said.name.word) of \(said.owner) was \(en) by \(clock.due): \(said.what)",
                zh: "\(said.owner) 的任务 \(said.name.word) 应于 \(clock.due) 前\(zh)：\(said.what)"))
    }

    /// What a finding counts.
    /// - Parameters:
    ///   - signer: of the newest entry that shows it: who brought it about; nil where that is an office or a laboratory, which found it.
    ///   - isOfProduct: whether it counts for the product too.
    public init(_ monitored: MonitoredFinding, signer: String?, isOfProduct: Bool = true, _ codes: CodeReader) {
        let finding = monitored.finding
        let identity = monitored.identity
        let place = identity.code ?? identity.entries.map(String.init).joined(separator: ",")
        self.init(
            .finding, "\(finding.rule)/\(finding.severity.rawValue)/\(place)", word: finding.rule,
            detail: finding.severity.rawValue, firm: signer,
            product: isOfProduct ? RiskReading.product(of: [monitored.code], codes) : nil,
            day: monitored.since.localDay,
            entry: finding.entries.last, message: finding.message)
    }
}
