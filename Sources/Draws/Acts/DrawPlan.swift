public import TransparencyLog
import Values

/// What an office commits itself to before anybody can know what will be drawn: of whom, how many, by which weights, who inspects, and
/// whose cosignatures make the seed.
///
///     yima-draw/1 commitment
///     draw: urn:yima:draw:<USCC>:<word>
///     title: <text>
///     matter: <text>                              what is inspected (抽查事项)
///     district: <GB/T 2260 prefix>
///     class: <name> <weight> <quota>              1 to 64
///     count: <firms to be drawn>
///     inspectors-per-firm: <1 to 9>
///     firms-per-inspector: <at most>
///     firms: <lines> <root, base 64>
///     inspectors: <lines> <root, base 64>
///     witness: <verifier key>                     0 to 16, in the order in which their cosignatures make the seed
public struct DrawPlan: Hashable, Sendable {
    /// How firms of one risk class are drawn.
    public struct RiskClass: Hashable, Sendable {
        public let name: String
        /// From 0 to `weightMax`; firms of weight 0 are drawn by the quota of their class only.
        public let weight: Int
        /// So many are drawn of this class before all others.
        public let quota: Int

        public init(name: String, weight: Int, quota: Int) {
            self.name = name
            self.weight = weight
            self.quota = quota
        }
    }

    public static let weightMax = 1_000_000
    public static let witnessesMax = 16

    public let name: DrawName
    public let title: String
    public let matter: String
    public let district: String
    /// In the order in which their quotas are drawn.
    public let classes: [RiskClass]
    public let count: Int
    public let inspectorsPerFirm: Int
    public let firmsPerInspectorMax: Int
    public let firms: LineTree
    public let inspectors: LineTree
    public let witnesses: [VerifierKey]

    public init(
        name: DrawName, title: String, matter: String, district: String, classes: [RiskClass], count: Int,
        inspectorsPerFirm: Int, firmsPerInspectorMax: Int, firms: LineTree, inspectors: LineTree,
        witnesses: [VerifierKey]
    ) {
        self.name = name
        self.title = title
        self.matter = matter
        self.district = district
        self.classes = classes
        self.count = count
        self.inspectorsPerFirm = inspectorsPerFirm
        self.firmsPerInspectorMax = firmsPerInspectorMax
        self.firms = firms
        self.inspectors = inspectors
        self.witnesses = witnesses
    }
}

extension DrawPlan {
    static let act = "commitment"

    private var lines: ActText {
        var text = ActText()
        text.add("draw", name)
        text.add("title", title)
        text.add("matter", matter)
        text.add("district", district)
        for risk in classes { text.add("class", "\(risk.name) \(risk.weight) \(risk.quota)") }
        text.add("count", count)
        text.add("inspectors-per-firm", inspectorsPerFirm)
        text.add("firms-per-inspector", firmsPerInspectorMax)
        text.add("firms", firms)
        text.add("inspectors", inspectors)
        for witness in witnesses { text.add("witness", witness) }
        return text
    }

    /// The text that is signed.
    public var text: String { lines.text(Self.act) }

    /// Why the plan says nothing that can be committed to; nil where it does.
    public var fault: DrawError? {
        let isDistrict =
            [2, 4, 6].contains(district.utf8.count) && district.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard lines.isWritable, isDistrict else { return .malformedAct }
        guard (1...FirmList.classesMax).contains(classes.count), Set(classes.map(\.name)).count == classes.count,
            classes.allSatisfy(\.isSound)
        else {
            return .impossible(
                Wording(
                    en: "1 to 64 classes, each once, of letters, digits and hyphens, with weights to \(Self.weightMax)",
                    zh: "风险类别应为 1 至 64 个，名称由字母、数字、连字符组成且不重复，权重不超过 \(Self.weightMax)"))
        }
        let quotas = classes.reduce(0) { $0 + $1.quota }
        guard count > 0, quotas <= count, (1...9).contains(inspectorsPerFirm), firmsPerInspectorMax > 0 else {
            return .impossible(
                Wording(
                    en:
                        "at least one firm, no more in the quotas (\(quotas)) than are drawn (\(count)), 1 to 9 inspectors each",
                    zh: "至少抽取一户，各类定额之和（\(quotas)）不超过抽取数（\(count)），每户 1 至 9 名人员"))
        }
        guard witnesses.count <= Self.witnessesMax, Set(witnesses).count == witnesses.count,
            witnesses.allSatisfy({ $0.type == .cosignature })
        else {
            return .impossible(
                Wording(
                    en: "at most \(Self.witnessesMax) witnesses, each once, by their verifier keys for cosignatures",
                    zh: "见证方至多 \(Self.witnessesMax) 个，不重复，应给出其联署验证密钥"))
        }
        return nil
    }

    /// Reads exactly what `text` gives.
    public init(text: String) throws(DrawError) {
        guard let read = ActText(text, of: Self.act), let name = read.value("draw").flatMap({ DrawName($0) }),
            let title = read.value("title"), let matter = read.value("matter"), let district = read.value("district"),
            let count = read.number("count"), let each = read.number("inspectors-per-firm"),
            let most = read.number("firms-per-inspector"), let firms = read.tree("firms"),
            let inspectors = read.tree("inspectors")
        else { throw .malformedAct }
        self.init(
            name: name, title: title, matter: matter, district: district,
            classes: read.values("class").compactMap { RiskClass($0) }, count: count, inspectorsPerFirm: each,
            firmsPerInspectorMax: most, firms: firms, inspectors: inspectors,
            witnesses: read.values("witness").compactMap { try? VerifierKey.parse($0) })
        if let fault { throw fault }
        // By bytes: `==` takes two spellings of one character for the same.
        guard self.text.utf8.elementsEqual(text.utf8) else { throw .malformedAct }
    }
}

extension DrawPlan {
    /// Throws where these are not the lists that the plan commits to, or cannot give what it asks for.
    public func check(_ firms: FirmList, _ inspectors: InspectorList) throws(DrawError) {
        guard LineTree(of: firms.bytes) == self.firms else { throw .otherFile(.firms) }
        guard LineTree(of: inspectors.bytes) == self.inspectors else { throw .otherFile(.inspectors) }
        var counts = [Int](repeating: 0, count: firms.classes.count)
        for place in 0..<firms.count {
            counts[firms.classPlace(at: place)] += 1
            // The list itself may have been read for another district.
            guard firms.district(at: place).hasPrefix(district) else {
                throw .line(
                    place + 2, in: .firms,
                    Wording(en: "the firm is outside of district \(district)", zh: "该主体不在行政区划 \(district) 内"))
            }
        }
        for name in firms.classes where !classes.contains(where: { $0.name == name }) {
            throw .impossible(Wording(en: "class \(name) has no weight", zh: "风险类别 \(name) 未定权重"))
        }
        var free = 0
        for risk in classes {
            let held = firms.classes.firstIndex(of: risk.name).map { counts[$0] } ?? 0
            guard risk.quota <= held else {
                throw .impossible(
                    Wording(
                        en: "class \(risk.name) has \(held) firms, fewer than its quota of \(risk.quota)",
                        zh: "风险类别 \(risk.name) 仅有 \(held) 户，少于定额 \(risk.quota)"))
            }
            free += risk.weight > 0 ? held : risk.quota
        }
        guard free >= count else {
            throw .impossible(
                Wording(en: "\(free) firms can be drawn, fewer than \(count)", zh: "可抽取 \(free) 户，少于 \(count) 户"))
        }
        guard inspectors.inspectors.count >= inspectorsPerFirm else {
            throw .impossible(
                Wording(
                    en: "\(inspectors.inspectors.count) inspectors for \(inspectorsPerFirm) at each firm",
                    zh: "每户需 \(inspectorsPerFirm) 名人员，名录仅 \(inspectors.inspectors.count) 名"))
        }
    }
}

extension DrawPlan.RiskClass {
    fileprivate var isSound: Bool {
        (1...16).contains(name.utf8.count) && name.utf8.allSatisfy(\.isLetterDigitOrHyphen)
            && (0...DrawPlan.weightMax).contains(weight) && quota >= 0
    }

    /// Reads `<name> <weight> <quota>`.
    fileprivate init?(_ text: String) {
        let words = text.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, let weight = Int(canonical: Array(words[1])[...]),
            let quota = Int(canonical: Array(words[2])[...])
        else { return nil }
        self.init(name: String(Substring(words[0])), weight: weight, quota: quota)
    }
}
