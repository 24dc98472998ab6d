import StrictJSON
public import Values

/// What may be complained of, on which grounds an office refuses or closes, and the terms that the measures set: a definition file,
/// `complaints/complaints.json`.
public struct ComplaintDefinitions: Sendable {
    /// So many days, working days or all of them.
    public struct Term: Hashable, Sendable {
        public let days: Int
        public let isWorking: Bool
        public let source: String
    }

    /// The terms that hold for what was received within some days.
    public struct Measures: Hashable, Sendable {
        public let validFrom: CalendarDate
        /// The last day; nil while they hold.
        public let validTo: CalendarDate?
        public let source: String
        /// From receipt until it is decided whether a complaint is accepted.
        public let decision: Term
        /// From acceptance until mediation is ended.
        public let mediation: Term
        /// From receipt until what a report tells of is checked, and by how much that may be extended.
        public let check, `extension`: Term
    }

    /// A word of the file with what it means.
    public struct Meaning: Hashable, Sendable {
        public let word: String
        public let wording: Wording
    }

    public let measures: [Measures]
    public let kinds: [Meaning]
    /// The public numbers by which complaints come.
    public let hotlines: [String]
    private let grounds: [ComplaintStep.Act: [Ground]]

    /// A ground, and of which class of cases it is; nil is of both.
    private struct Ground: Hashable, Sendable {
        let meaning: Meaning
        let `class`: ComplaintOpening.Class?
        /// Whether it says that what was complained of was found to be true.
        let isUpheld: Bool
    }

    /// Those that come with the product.
    public static let builtIn: ComplaintDefinitions = {
        do throws(LocatedError) {
            return try ComplaintDefinitions(file: "complaints.json", bytes: PackageResources.complaints_json)
        } catch {
            preconditionFailure("complaints.json:\(error.line): \(error.wording.en)")
        }
    }()

    /// Reads the file; every mistake is located.
    public init(file: String, bytes: [UInt8]) throws(LocatedError) {
        let root = try DefinitionNode(file: file, bytes: bytes)
        try root.checkMembers(["version", "measures", "kinds", "hotlines", "grounds"])
        _ = try root.required("version").integer()
        var measures: [Measures] = []
        for node in try root.required("measures").elements() {
            let read = try Self.measures(node)
            if let last = measures.last {
                guard let end = last.validTo, end.daysSinceEpoch < read.validFrom.daysSinceEpoch else {
                    throw node.error(
                        Wording(en: "measures stand one after another, and do not overlap", zh: "各时期须先后排列且不得重叠"))
                }
            }
            measures.append(read)
        }
        guard !measures.isEmpty else { throw root.error(Wording(en: "no measures", zh: "缺少 measures")) }
        self.measures = measures
        kinds = try Self.meanings(root.required("kinds"), "kind", others: []).map(\.meaning)
        var hotlines: [String] = []
        for node in try root.required("hotlines").elements() {
            try node.checkMembers(["number", "en", "zh"])
            let number = try node.required("number").string()
            guard ComplaintOpening.isShortNumber(number) else {
                throw node.error(Wording(en: "a hotline is 3 to 6 digits", zh: "热线号码应为 3 至 6 位数字"))
            }
            hotlines.append(number)
        }
        self.hotlines = hotlines
        var grounds: [ComplaintStep.Act: [Ground]] = [:]
        let members: Set = ["of", "class", "upheld"]
        for (meaning, node) in try Self.meanings(root.required("grounds"), "ground", others: members) {
            let act = try node.required("of").string()
            guard let of = ComplaintStep.Act(rawValue: act), of == .refusal || of == .closure else {
                throw node.error(
                    Wording(en: "a ground is of a refusal or a closure", zh: "ground 须属于 refusal 或 closure"))
            }
            let written = try node.optional("class")?.string()
            let known = written.flatMap { ComplaintOpening.Class(rawValue: $0) }
            guard (written == nil) == (known == nil) else {
                throw node.error(Wording(en: "a class is complaint or report", zh: "class 应为 complaint 或 report"))
            }
            let isUpheld = try node.optional("upheld")?.bool() ?? false
            guard !isUpheld || of == .closure else {
                throw node.error(
                    Wording(en: "only a closure says that something was found to be true", zh: "只有办结（closure）可说明查实"))
            }
            grounds[of, default: []].append(Ground(meaning: meaning, class: known, isUpheld: isUpheld))
        }
        self.grounds = grounds
    }

    private static func measures(_ node: DefinitionNode) throws(LocatedError) -> Measures {
        try node.checkMembers([
            "validFrom", "validTo", "source", "decision", "mediation", "check", "extension",
        ])
        return Measures(
            validFrom: try node.required("validFrom").date(), validTo: try node.optional("validTo")?.date(),
            source: try node.required("source").string(), decision: try term(node.required("decision")),
            mediation: try term(node.required("mediation")), check: try term(node.required("check")),
            extension: try term(node.required("extension")))
    }

    private static func term(_ node: DefinitionNode) throws(LocatedError) -> Term {
        try node.checkMembers(["days", "working", "source"])
        let days = try node.required("days").integer()
        guard (1...3660).contains(days) else {
            throw node.error(Wording(en: "a term is 1 to 3660 days", zh: "期限应为 1 至 3660 日"))
        }
        return Term(
            days: days, isWorking: try node.required("working").bool(), source: try node.required("source").string())
    }

    private static func meanings(
        _ list: DefinitionNode, _ name: String, others: Set<String>
    ) throws(LocatedError) -> [(meaning: Meaning, node: DefinitionNode)] {
        var meanings: [(meaning: Meaning, node: DefinitionNode)] = []
        for node in try list.elements() {
            try node.checkMembers(others.union([name, "en", "zh"]))
            let word = try node.required(name).string()
            guard ComplaintOpening.isWord(word) else {
                throw node.error(Wording(en: "a word is small letters and hyphens", zh: "代号由小写字母与连字符组成"))
            }
            let wording = Wording(en: try node.required("en").string(), zh: try node.required("zh").string())
            meanings.append((Meaning(word: word, wording: wording), node))
        }
        return meanings
    }

    /// The terms for what was received on a day; for one before all of them, the first.
    public func measures(on day: CalendarDate) -> Measures {
        measures.last { $0.validFrom.daysSinceEpoch <= day.daysSinceEpoch } ?? measures[0]
    }

    /// On which grounds an office may refuse, or close.
    /// - Parameter class: of which cases; nil is of any.
    public func grounds(of act: ComplaintStep.Act, for class: ComplaintOpening.Class? = nil) -> [Meaning] {
        (grounds[act] ?? []).filter { ground in ground.class.map { `class` ?? $0 == $0 } ?? true }.map(\.meaning)
    }

    /// Whether a closure on this ground says that what was complained of was found to be true.
    public func isUpheld(ground word: String) -> Bool {
        grounds[.closure]?.contains { $0.meaning.word == word && $0.isUpheld } ?? false
    }

    /// What a word means; itself where the file does not know it.
    public func wording(kind word: String) -> Wording { Self.wording(word, kinds) }
    public func wording(ground word: String) -> Wording {
        Self.wording(word, grounds.values.flatMap(\.self).map(\.meaning))
    }

    private static func wording(_ word: String, _ meanings: [Meaning]) -> Wording {
        meanings.first { $0.word == word }?.wording ?? Wording(en: word, zh: word)
    }
}
