public import Values

/// A firm or an inspector that was drawn and is not inspected, or does not inspect, after all: with the ground, for everybody to read.
///
///     yima-draw/1 substitution
///     draw: <name>
///     number: <from 1, in the order of the ledger>
///     firm: <USCC>
///     inspector: <number>                         left out where the firm itself is replaced
///     ground: <word>
///     reason: <text>
public struct DrawSubstitution: Hashable, Sendable {
    /// Why; the grounds for which an office may depart from what was drawn.
    public enum Ground: String, Hashable, Sendable, CaseIterable {
        case deregistered, revoked, moved, merged, closed
        case conflict, leave, transferred
        case duplicate
        case forceMajeure = "force-majeure"

        /// Whether it is one of a firm; else of an inspector. Some are of both.
        public var isOfFirms: Bool {
            switch self {
            case .deregistered, .revoked, .moved, .merged, .closed, .duplicate, .forceMajeure: true
            case .conflict, .leave, .transferred: false
            }
        }

        public var isOfInspectors: Bool { !isOfFirms || self == .forceMajeure }

        public var wording: Wording {
            switch self {
            case .deregistered: Wording(en: "deregistered", zh: "已注销")
            case .revoked: Wording(en: "licence revoked", zh: "已吊销")
            case .moved: Wording(en: "moved out of the district", zh: "已迁出辖区")
            case .merged: Wording(en: "merged into another firm", zh: "已合并")
            case .closed: Wording(en: "closed for business", zh: "已停业、歇业")
            case .conflict: Wording(en: "conflict of interest declared", zh: "申请回避")
            case .leave: Wording(en: "on leave", zh: "请假")
            case .transferred: Wording(en: "transferred to another post", zh: "岗位调动")
            case .duplicate: Wording(en: "inspected in another draw of this period", zh: "同期已被其他抽查抽中")
            case .forceMajeure: Wording(en: "force majeure", zh: "不可抗力")
            }
        }
    }

    public let name: DrawName
    public let number: Int
    public let firm: String
    public let inspector: String?
    public let ground: Ground
    public let reason: String

    public init(
        name: DrawName, number: Int, firm: String, inspector: String?, ground: Ground, reason: String
    ) {
        self.name = name
        self.number = number
        self.firm = firm
        self.inspector = inspector
        self.ground = ground
        self.reason = reason
    }
}

extension DrawSubstitution {
    static let act = "substitution"

    private var lines: ActText {
        var text = ActText()
        text.add("draw", name)
        text.add("number", number)
        text.add("firm", firm)
        if let inspector { text.add("inspector", inspector) }
        text.add("ground", ground.rawValue)
        text.add("reason", reason)
        return text
    }

    public var text: String { lines.text(Self.act) }

    /// Whether it can be written, and its ground is one of what is replaced.
    public var isSound: Bool {
        lines.isWritable && number > 0 && (inspector == nil ? ground.isOfFirms : ground.isOfInspectors)
    }

    /// Reads exactly what `text` gives.
    public init(text: String) throws(DrawError) {
        guard let read = ActText(text, of: Self.act), let name = read.value("draw").flatMap({ DrawName($0) }),
            let number = read.number("number"), let firm = read.value("firm"),
            let ground = read.value("ground").flatMap(Ground.init(rawValue:)), let reason = read.value("reason")
        else { throw .malformedAct }
        self.init(
            name: name, number: number, firm: firm, inspector: read.value("inspector"), ground: ground, reason: reason)
        guard isSound, self.text.utf8.elementsEqual(text.utf8) else { throw .malformedAct }
    }
}
