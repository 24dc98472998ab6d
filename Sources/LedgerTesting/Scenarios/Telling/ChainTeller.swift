import Values

/// Tells a chain step by step, as its firms live it: every kind of chain is a method of it.
///
/// Times are minutes from midnight of its first day, local time. A firm's clock goes wrong by up to two minutes, and what it
/// records reaches the ledger some minutes later, or when its device is online again.
package struct ChainTeller {
    package let city: City
    package let number: Int
    package var random: SplitMix64
    package var drafts: [EventDraft] = []
    package var questions: [CityChain.Question] = []
    package var acts: [(minute: Int, act: CityChain.Act)] = []
    package var references = ReferenceFacts()
    /// Days since 1970-01-01 of its first day.
    package var firstDay: Int
    /// What firms have no network for, by USCC: from when to when.
    var offline: [String: Range<Int>] = [:]
    /// Clocks that are set by hand, by USCC: minutes fast.
    var clocks: [String: Int] = [:]
    /// What was last put into a logistic unit, and the lots that were told of.
    var loaded: [String: Batch] = [:]
    var batches: [String: Batch] = [:]
    var papers: [String: ImportPapers] = [:]
    /// Firms whose company prefix nobody put on the ledger, by USCC.
    var unassigned: Set<String> = []
    /// The day of enrolment of firms that came late, by USCC.
    var enrolment: [String: Int] = [:]
    /// Firms that events name as buyers or suppliers, whether or not they tell anything themselves.
    var named: Set<Firm> = []
    private var lotCount = 0
    private var unitCount = 0
    private var paperCount = 0

    init(city: City, number: Int) {
        self.city = city
        self.number = number
        random = SplitMix64(seed: city.seed &* 0x9E37_79B9 &+ UInt64(number))
        // From 2026-06-10 on: the compliance certificate, decree 280 and everything of 2026 hold.
        firstDay = 20_614 + Int.random(in: 0..<60, using: &random)
    }

    /// The first day of the chain of that number, whatever its kind: for whoever tells many chains in the order of their days.
    package static func firstDay(of number: Int, in city: City) -> Int {
        ChainTeller(city: city, number: number).firstDay
    }

    /// A minute of the chain.
    package func at(_ day: Int, _ hour: Int, _ minute: Int = 0) -> Int { (day * 24 + hour) * 60 + minute }

    package mutating func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    package mutating func chance(_ percent: Int) -> Bool { draw(1...100) <= percent }

    /// One of the city's firms of that trade: chains of one number meet the same ones.
    package func firm(_ trade: Trade, _ offset: Int = 0) -> Firm { city.firm(trade, number + offset) }

    /// A new lot of a firm; its events come later.
    package mutating func batch(_ product: Product, of maker: Firm, day: Int) -> Batch {
        lotCount += 1
        let date = date(day).replacing("-", with: "").dropFirst(2)
        let batch = Batch(product: product, maker: maker, lot: "\(date)-\(number)\(Self.letter(lotCount))", day: day)
        batches[batch.code] = batch
        return batch
    }

    /// A new logistic unit of a firm.
    package mutating func unit(of firm: Firm) -> String {
        unitCount += 1
        return firm.sscc(number % 10_000 * 1000 + unitCount)
    }

    /// A number for a paper: `HGZ0100231`.
    package mutating func paper(_ prefix: String) -> String {
        paperCount += 1
        return prefix + Self.padded(number % 100_000, 5) + Self.padded(paperCount, 3)
    }

    package func date(_ day: Int) -> String { CalendarDate(daysSinceEpoch: firstDay + day).description }

    func moment(_ minute: Int) -> Timestamp {
        Timestamp(milliseconds: (Int64(firstDay) * 1440 - 480 + Int64(minute)) * 60_000)
    }

    /// RFC 3339 with the offset of the city.
    package func time(_ minute: Int) -> String {
        let (day, rest) = minute.flooredDivision(by: 1440)
        return "\(date(day))T\(Self.padded(rest / 60, 2)):\(Self.padded(rest % 60, 2)):00+08:00"
    }

    static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func letter(_ count: Int) -> String {
        let letter = String(UnicodeScalar(UInt8(65 + (count - 1) % 26)))
        return count > 26 ? letter + String((count - 1) / 26) : letter
    }
}
