public import Rules
public import Values

/// How many complaints there are, and what became of them in which time.
public struct ComplaintCount: Sendable {
    /// By what they are told apart.
    public enum Dimension: String, Hashable, Sendable, CaseIterable {
        case kind, district, firm, product, code, period, `class`, way
    }

    public enum Period: String, Hashable, Sendable, CaseIterable {
        case month, quarter, year
    }

    public struct Question: Sendable {
        public var dimension = Dimension.kind
        public var period = Period.month
        /// Digits of a district that are told apart.
        public var districtDigits = 6
        /// By the day on which they were received.
        public var since: CalendarDate?
        /// The day after the last.
        public var before: CalendarDate?
        /// Only of offices in districts that begin so.
        public var district = ""
        /// As of which day a term is past.
        public var today: CalendarDate

        public init(today: CalendarDate) { self.today = today }
    }

    public struct Row: Hashable, Sendable {
        /// Nil: it is not said.
        public let group: String?
        public internal(set) var total = 0
        /// Received, and nothing decided.
        public internal(set) var open = 0
        public internal(set) var accepted = 0
        public internal(set) var refused = 0
        public internal(set) var closed = 0
        /// Of which a term is past.
        public internal(set) var overdue = 0
        /// Of which the complainant was given an answer.
        public internal(set) var answered = 0
        /// Terms that ended or are past, whether anything was done or not, and how many of them ended in time.
        public internal(set) var endedTerms = 0
        public internal(set) var metTerms = 0

        init(group: String?) { self.group = group }
    }

    public let rows: [Row]
    /// All of them.
    public let total: Row

    public init(
        _ records: [ComplaintRecord], _ question: Question, _ definitions: ComplaintDefinitions,
        _ calendar: WorkingDays
    ) {
        var rows: [String?: Row] = [:]
        var total = Row(group: nil)
        for record in records {
            guard let opening = record.opening?.act else { continue }
            let day = opening.received.daysSinceEpoch
            guard (question.since?.daysSinceEpoch ?? .min) <= day,
                day < (question.before?.daysSinceEpoch ?? .max),
                (record.district ?? "").hasPrefix(question.district)
            else { continue }
            let group = Self.group(of: record, opening, question)
            let clocks = record.clocks(definitions, calendar)
            rows[group, default: Row(group: group)].add(record, clocks, question.today)
            total.add(record, clocks, question.today)
        }
        self.rows = rows.values.sorted { ($0.group ?? "~") < ($1.group ?? "~") }
        self.total = total
    }

    private static func group(
        of record: ComplaintRecord, _ opening: ComplaintOpening, _ question: Question
    ) -> String? {
        switch question.dimension {
        case .kind: return opening.kind
        case .district: return record.district.map { String($0.prefix(question.districtDigits)) }
        case .firm: return opening.firm
        case .code: return opening.code
        // Of a Digital Link: what stands before the lot and the serial.
        case .product: return opening.code.map(product)
        case .class: return opening.class.rawValue
        case .way: return opening.hotline.map { "\(opening.way.rawValue) \($0)" } ?? opening.way.rawValue
        case .period:
            let day = opening.received
            return switch question.period {
            case .month: String("\(day)".prefix(7))
            case .quarter: "\("\(day)".prefix(4))-Q\((day.month + 2) / 3)"
            case .year: String("\(day)".prefix(4))
            }
        }
    }

    private static func product(_ code: String) -> String {
        let link = "https://id.gs1.org/01/"
        guard code.hasPrefix(link) else { return code }
        return link + code.dropFirst(link.count).prefix { $0 != "/" && $0 != "?" }
    }
}

extension ComplaintCount.Row {
    fileprivate mutating func add(_ record: ComplaintRecord, _ clocks: [ComplaintClock], _ today: CalendarDate) {
        total += 1
        switch record.state {
        case .open: open += 1
        case .accepted: accepted += 1
        case .refused: refused += 1
        case .closed: closed += 1
        }
        if clocks.contains(where: { $0.isOverdue(on: today) }) { overdue += 1 }
        if !record.answers.isEmpty { answered += 1 }
        endedTerms += clocks.count { $0.isMet != nil || $0.isOverdue(on: today) }
        metTerms += clocks.count { $0.isMet == true }
    }
}
