import Draws
public import Values

/// What an office commits itself to: how much is sampled of what and where, until when, what it is tested for, and who may test it.
///
///     yima-sampling/1 plan
///     plan: urn:yima:sampling:<USCC>:<word>
///     title: <text>
///     matter: <text>                                       任务类别
///     district: <GB/T 2260 prefix>
///     from: <day>
///     until: <day>
///     quota: <profile> <stage or -> <district> <count>     1 to 256
///     item: <name> | <unit> | <method> | <least or -> | <most or -> | <limit or -> | <basis or ->      1 to 64
///     laboratory: <USCC> <numbers of items with commas, or *>        1 to 32
///     retest-laboratory: <USCC>                            0 to 32
public struct SamplingPlan: Hashable, Sendable {
    /// So many samples of one category, stage and district.
    public struct Quota: Hashable, Sendable {
        /// The profile of the goods: `food`.
        public let profile: String
        /// Where in the trade; nil is anywhere.
        public let stage: String?
        public let district: String
        public let count: Int

        public init(profile: String, stage: String?, district: String, count: Int) {
            self.profile = profile
            self.stage = stage
            self.district = district
            self.count = count
        }

        fileprivate var line: String { "\(profile) \(stage ?? "-") \(district) \(count)" }

        fileprivate init?(line: String) {
            let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            guard words.count == 4, let count = Int(words[3]) else { return nil }
            self.init(profile: words[0], stage: words[1] == "-" ? nil : words[1], district: words[2], count: count)
        }
    }

    /// Who tests, and what.
    public struct Laboratory: Hashable, Sendable {
        public let uscc: String
        /// Numbers of items, from 1, ascending; nil is all.
        public let items: [Int]?

        public init(uscc: String, items: [Int]?) {
            (self.uscc, self.items) = (uscc, items)
        }

        public func tests(_ item: Int) -> Bool { items?.contains(item) ?? true }

        fileprivate var line: String {
            "\(uscc) \(items.map { $0.map(String.init).joined(separator: ",") } ?? "*")"
        }

        fileprivate init?(line: String) {
            let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            guard words.count == 2 else { return nil }
            let numbers = words[1].split(separator: ",", omittingEmptySubsequences: false).compactMap { Int($0) }
            self.init(uscc: words[0], items: words[1] == "*" ? nil : numbers)
        }
    }

    /// The stages in which goods are sampled (`samplingStage`).
    public static let stages = ["production", "circulation", "catering", "farming", "import"]

    public let name: SamplingName
    public let title: String
    public let matter: String
    public let district: String
    public let from: CalendarDate
    public let until: CalendarDate
    public let quotas: [Quota]
    public let items: [SampledItem]
    public let laboratories: [Laboratory]
    public let retestLaboratories: [String]

    public init(
        name: SamplingName, title: String, matter: String, district: String, from: CalendarDate, until: CalendarDate,
        quotas: [Quota], items: [SampledItem], laboratories: [Laboratory], retestLaboratories: [String]
    ) {
        self.name = name
        self.title = title
        self.matter = matter
        self.district = district
        self.from = from
        self.until = until
        self.quotas = quotas
        self.items = items
        self.laboratories = laboratories
        self.retestLaboratories = retestLaboratories
    }

    /// How many samples there are to be.
    public var count: Int { quotas.reduce(0) { $0 + $1.count } }

    /// The number, from 1, of the item of a name; nil for none.
    public func number(ofItem name: String) -> Int? { items.firstIndex { $0.name == name }.map { $0 + 1 } }

    public func laboratory(_ uscc: String) -> Laboratory? { laboratories.first { $0.uscc == uscc } }
}

extension SamplingPlan {
    static let act = "plan"
    private static let countMax = 1_000_000

    private var lines: ActText {
        var text = ActText(SamplingAct.form)
        text.add("plan", name)
        text.add("title", title)
        text.add("matter", matter)
        text.add("district", district)
        text.add("from", from)
        text.add("until", until)
        for quota in quotas { text.add("quota", quota.line) }
        for item in items { text.add("item", item.line) }
        for laboratory in laboratories { text.add("laboratory", laboratory.line) }
        for laboratory in retestLaboratories { text.add("retest-laboratory", laboratory) }
        return text
    }

    /// The text that is signed.
    public var text: String { lines.text(Self.act) }

    /// Why the plan says nothing that can be committed to; nil where it does.
    public var fault: SamplingError? {
        guard SamplingAct.isDistrict(district), lines.isWritable else { return .malformedAct }
        guard from.daysSinceEpoch <= until.daysSinceEpoch else {
            return .impossible(Wording(en: "it ends before it begins", zh: "截止日期早于开始日期"))
        }
        guard (1...256).contains(quotas.count),
            quotas.allSatisfy({
                (1...Self.countMax).contains($0.count) && SamplingAct.isWord($0.profile)
                    && $0.stage.map(Self.stages.contains) ?? true && SamplingAct.isDistrict($0.district)
                    && $0.district.hasPrefix(district)
            }),
            Set(quotas.map { "\($0.profile) \($0.stage ?? "") \($0.district)" }).count == quotas.count
        else {
            return .impossible(
                Wording(
                    en:
                        "1 to 256 quotas, each of another category, stage (\(Self.stages.joined(separator: ", "))) or district within \(district)",
                    zh: "抽样数量应为 1 至 256 行，类别、环节、区划不重复，区划在 \(district) 之内"))
        }
        guard (1...64).contains(items.count), items.allSatisfy(\.isSound),
            Set(items.map(\.name)).count == items.count
        else {
            return .impossible(
                Wording(
                    en: "1 to 64 items, each once, with unit and method, and a range that is none the wrong way round",
                    zh: "检验项目应为 1 至 64 个，不重复，须有单位与方法，范围下限小于上限"))
        }
        guard (1...32).contains(laboratories.count), Set(laboratories.map(\.uscc)).count == laboratories.count,
            laboratories.allSatisfy({ laboratory in
                OfficeName.isNumber(laboratory.uscc)
                    && laboratory.items.map { numbers in
                        !numbers.isEmpty && numbers == Set(numbers).sorted()
                            && numbers.allSatisfy { (1...items.count).contains($0) }
                    } ?? true
            })
        else {
            return .impossible(
                Wording(
                    en: "1 to 32 laboratories, each once, with numbers of the items that they test or *",
                    zh: "承检机构应为 1 至 32 家，不重复，注明承检项目序号或 *"))
        }
        guard retestLaboratories.count <= 32, Set(retestLaboratories).count == retestLaboratories.count,
            retestLaboratories.allSatisfy({ OfficeName.isNumber($0) })
        else {
            return .impossible(Wording(en: "at most 32 laboratories for re-tests, each once", zh: "复检机构至多 32 家，不重复"))
        }
        return nil
    }

    /// Reads exactly what `text` gives.
    public init(text: String) throws(SamplingError) {
        guard let read = ActText(text, of: Self.act, SamplingAct.form),
            let name = read.value("plan").flatMap({ SamplingName($0) }), let title = read.value("title"),
            let matter = read.value("matter"), let district = read.value("district"),
            let from = read.value("from").flatMap({ WrittenTime.date($0) }),
            let until = read.value("until").flatMap({ WrittenTime.date($0) })
        else { throw .malformedAct }
        self.init(
            name: name, title: title, matter: matter, district: district, from: from, until: until,
            quotas: read.values("quota").compactMap { Quota(line: $0) },
            items: read.values("item").compactMap { SampledItem(line: $0) },
            laboratories: read.values("laboratory").compactMap { Laboratory(line: $0) },
            retestLaboratories: read.values("retest-laboratory"))
        if let fault { throw fault }
        // By bytes: `==` takes two spellings of one character for the same.
        guard self.text.utf8.elementsEqual(text.utf8) else { throw .malformedAct }
    }
}
