public import Values

/// Samples and their results, a few dozen bytes each: what pass rates are counted from.
public struct SampleTable: Sendable {
    /// What a result says.
    public struct Result: Hashable, Sendable {
        /// By it the results of one sample are known: its laboratory and its number.
        public let sample: UInt64
        /// Who tested it.
        public let laboratory: String
        /// Of whom it was taken; nil where that is not said.
        public let firm: String?
        public let profile: String
        /// Where in the trade it was taken; nil where that is not said.
        public let stage: String?
        public let day: CalendarDate
        public let isPassed: Bool
        /// Whether it takes back the same result, said before.
        public let isWithdrawal: Bool
        /// Where it stands.
        public let entry: UInt64
        /// Where else it stands, where it is made of several.
        public let otherEntries: [UInt64]
        /// Whether it is settled already that who tested it might: it is of a plan, for whose district that was asked.
        public let isOfPlan: Bool

        public init(
            sample: UInt64, laboratory: String, firm: String?, profile: String, stage: String?, day: CalendarDate,
            isPassed: Bool, isWithdrawal: Bool, entry: UInt64, otherEntries: [UInt64] = [], isOfPlan: Bool = false
        ) {
            self.sample = sample
            self.laboratory = laboratory
            self.firm = firm
            self.profile = profile
            self.stage = stage
            self.day = day
            self.isPassed = isPassed
            self.isWithdrawal = isWithdrawal
            self.entry = entry
            self.otherEntries = otherEntries
            self.isOfPlan = isOfPlan
        }
    }

    /// A sample: it passed where every result of it did.
    private struct Sample {
        let number: UInt64
        let laboratory: Int32
        let firm: Int32
        let profile: Int32
        let stage: Int32
        let day: Int32
        let entry: UInt64
        let isOfPlan: Bool
        var passedCount: Int32 = 0
        var failedCount: Int32 = 0

        /// Whether all that was said of it was taken back.
        var isGone: Bool { passedCount + failedCount == 0 }
    }

    /// Texts, each once, by their places.
    private struct Names {
        private(set) var all: [String] = []
        private var places: [String: Int32] = [:]
        /// What each kind of text was last: laboratories, goods and stages are few, and come in runs.
        private var last = [(name: String, place: Int32)](repeating: ("", -1), count: 3)

        mutating func place(of name: String, in kind: Int) -> Int32 {
            if last[kind].place >= 0, last[kind].name == name { return last[kind].place }
            let place = place(of: name)
            last[kind] = (name, place)
            return place
        }

        mutating func place(of name: String) -> Int32 {
            if let place = places[name] { return place }
            let place = Int32(all.count)
            all.append(name)
            places[name] = place
            return place
        }
    }

    /// One after another, so that a count of a million goes through memory once; those that are gone stay in their places.
    private var samples: [Sample] = []
    private var indexes: [UInt64: Int32] = [:]
    /// Of samples that have several results, where those after the first stand.
    private var laterEntries: [UInt64: [UInt64]] = [:]
    private var names = Names()

    public init() {}

    public var isEmpty: Bool { indexes.isEmpty }

    /// Takes results in the order of the ledger.
    public mutating func add(_ result: Result) {
        let index = indexes[result.sample]
        var sample =
            index.map { samples[Int($0)] }
            ?? Sample(
                number: result.sample, laboratory: names.place(of: result.laboratory, in: 0),
                firm: result.firm.map { names.place(of: $0) } ?? -1, profile: names.place(of: result.profile, in: 1),
                stage: result.stage.map { names.place(of: $0, in: 2) } ?? -1,
                day: Int32(clamping: result.day.daysSinceEpoch), entry: result.entry, isOfPlan: result.isOfPlan)
        let later = (sample.entry == result.entry ? [] : [result.entry]) + result.otherEntries
        if !later.isEmpty { laterEntries[result.sample, default: []] += later }
        let change: Int32 = result.isWithdrawal ? -1 : 1
        if result.isPassed { sample.passedCount += change } else { sample.failedCount += change }
        // A withdrawal of what was never said takes nothing away.
        sample.passedCount = max(0, sample.passedCount)
        sample.failedCount = max(0, sample.failedCount)
        switch (index, sample.isGone) {
        case (let index?, false): samples[Int(index)] = sample
        case (nil, false):
            indexes[result.sample] = Int32(samples.count)
            samples.append(sample)
        case (let index, true):
            if let index { samples[Int(index)] = sample }
            indexes[result.sample] = nil
            laterEntries[result.sample] = nil
        }
    }

    /// By what rates are told apart.
    public enum Dimension: String, Hashable, Sendable, CaseIterable {
        case category, district, period, firm, stage
    }

    public enum Period: String, Hashable, Sendable, CaseIterable {
        case month, quarter, year
    }

    /// What is counted, and how.
    public struct Question: Sendable {
        public var dimension = Dimension.category
        public var period = Period.month
        /// Digits of a district (GB/T 2260) that are told apart.
        public var districtDigits = 6
        public var since: CalendarDate?
        /// The day after the last.
        public var before: CalendarDate?
        /// Only these categories; all where there are none.
        public var categories: Set<String> = []
        /// Only firms of districts that begin so.
        public var district = ""
        /// Whether each row names the entries behind it.
        public var isNamingEntries = false

        public init() {}
    }

    /// A rate of some samples of one category.
    public struct Row: Hashable, Sendable {
        /// A district, a period, a firm, a stage; empty where only categories are told apart. Nil: it is not said.
        public let group: String?
        public let category: QualityTargets.Category
        public let rate: PassRate
        /// Where the results of the samples that passed stand, and of those that failed; empty where that was not asked.
        public var passedEntries: [UInt64] = []
        public var failedEntries: [UInt64] = []

        public var judgement: PassRate.Judgement { rate.judgement(target: category.target) }
    }

    /// What came of a count.
    public struct Count: Sendable {
        /// By group, then in the order of the categories.
        public let rows: [Row]
        /// Samples of laboratories that were none then.
        public let foreignCount: Int
        /// Samples of goods that are of no category.
        public let uncategorisedCount: Int
    }

    /// Counts.
    /// - Parameter isLaboratory: whether who tested might, for what stands at an entry, at a firm; asked of samples of no plan.
    public func count(
        _ question: Question, targets: QualityTargets,
        isLaboratory: (_ uscc: String, _ firm: String?, _ entry: UInt64) -> Bool
    ) -> Count {
        let names = names.all
        let categories = names.map { targets.place(ofProfile: $0) }
        let categoryCount = Int32(targets.categories.count)
        // By group and category.
        var rates: [Int32: PassRate] = [:]
        var entries: [Int32: (passed: [UInt64], failed: [UInt64])] = [:]
        var (foreignCount, uncategorisedCount) = (0, 0)
        let (since, before) = (question.since?.daysSinceEpoch ?? .min, question.before?.daysSinceEpoch ?? .max)
        var groups = Groups(names: names, question: question)
        for sample in samples where !sample.isGone {
            guard since <= sample.day, sample.day < before else { continue }
            let firm = sample.firm < 0 ? nil : names[Int(sample.firm)]
            guard question.district.isEmpty || firm?.districtOfFirm.hasPrefix(question.district) == true else {
                continue
            }
            guard sample.isOfPlan || isLaboratory(names[Int(sample.laboratory)], firm, sample.entry) else {
                foreignCount += 1
                continue
            }
            guard let category = categories[Int(sample.profile)] else {
                uncategorisedCount += 1
                continue
            }
            let wanted = question.categories
            guard wanted.isEmpty || wanted.contains(targets.categories[category].id) else { continue }
            let group = groups.group(firm: sample.firm, stage: sample.stage, day: sample.day)
            let key = group * categoryCount + Int32(category)
            rates[key, default: PassRate()].add(isPassed: sample.failedCount == 0)
            guard question.isNamingEntries else { continue }
            let its = [sample.entry] + (laterEntries[sample.number] ?? [])
            if sample.failedCount == 0 {
                entries[key, default: ([], [])].passed += its
            } else {
                entries[key, default: ([], [])].failed += its
            }
        }
        let rows = rates.map { key, rate in
            let (group, category) = key.quotientAndRemainder(dividingBy: categoryCount)
            let text = groups.text(of: group)
            return (order: (text ?? "~").firstBytes, group: text, category: Int(category), key: key, rate: rate)
        }.sorted {
            // Of a hundred thousand firms nearly all are told apart by their first bytes.
            if $0.order != $1.order { return $0.order < $1.order }
            return ($0.group ?? "~", $0.category) < ($1.group ?? "~", $1.category)
        }.map {
            let its = entries[$0.key] ?? ([], [])
            return Row(
                group: $0.group, category: targets.categories[$0.category], rate: $0.rate,
                passedEntries: its.passed.sorted(), failedEntries: its.failed.sorted())
        }
        return Count(rows: rows, foreignCount: foreignCount, uncategorisedCount: uncategorisedCount)
    }

    /// Gives samples their groups as numbers: a million samples have no text made for each, nor one compared.
    private struct Groups {
        let names: [String]
        let question: Question
        /// What the numbers stand for, where they are no places of names.
        private var texts: [String] = []
        private var numbers: [String: Int32] = [:]
        private var numberOfDay: [Int32: Int32] = [:]
        /// By the place of a firm's name; -1 where it was not asked for yet.
        private var numberOfFirm: [Int32]

        init(names: [String], question: Question) {
            self.names = names
            self.question = question
            numberOfFirm = question.dimension == .district ? [Int32](repeating: -1, count: names.count) : []
        }

        /// 0 where nothing says to which one belongs.
        mutating func group(firm: Int32, stage: Int32, day: Int32) -> Int32 {
            switch question.dimension {
            case .category: return number(of: "")
            case .firm: return firm + 1
            case .stage: return stage + 1
            case .district:
                guard firm >= 0 else { return 0 }
                let known = numberOfFirm[Int(firm)]
                if known >= 0 { return known }
                let number = number(of: String(names[Int(firm)].districtOfFirm.prefix(question.districtDigits)))
                numberOfFirm[Int(firm)] = number
                return number
            case .period:
                if let known = numberOfDay[day] { return known }
                let number = number(of: period(CalendarDate(daysSinceEpoch: Int(day))))
                numberOfDay[day] = number
                return number
            }
        }

        /// A group as it is told; nil where that is not said.
        func text(of group: Int32) -> String? {
            guard group > 0 else { return nil }
            return switch question.dimension {
            case .firm, .stage: names[Int(group) - 1]
            case .category, .district, .period: texts[Int(group) - 1]
            }
        }

        private mutating func number(of text: String) -> Int32 {
            if let known = numbers[text] { return known }
            texts.append(text)
            let number = Int32(texts.count)
            numbers[text] = number
            return number
        }

        private func period(_ day: CalendarDate) -> String {
            let parts = day.description.split(separator: "-")
            guard parts.count == 3, let month = Int(parts[1]) else { return day.description }
            return switch question.period {
            case .month: "\(parts[0])-\(parts[1])"
            case .quarter: "\(parts[0])-Q\((month + 2) / 3)"
            case .year: String(parts[0])
            }
        }
    }
}

extension String {
    /// Its first sixteen bytes of UTF-8 as numbers that are ordered as they are.
    fileprivate var firstBytes: (UInt64, UInt64) {
        var (first, second): (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in utf8.prefix(16) {
            if count < 8 {
                first |= UInt64(byte) << (56 - 8 * UInt64(count))
            } else {
                second |= UInt64(byte) << (120 - 8 * UInt64(count))
            }
            count += 1
        }
        return (first, second)
    }

    /// The division in which a firm was registered, which its unified social credit code says (GB 32100, places 3 to 8); empty where it is
    /// no such code.
    package var districtOfFirm: Substring {
        utf8.count == 18 ? dropFirst(2).prefix(6) : ""
    }
}
