public import Values

/// Something on the ledger that counts towards the risk of a firm or a product: what happened and when, not how many points it is, which the
/// definition file says at the time of asking.
public struct RiskFact: Hashable, Sendable {
    public enum Source: String, Hashable, Sendable, CaseIterable {
        /// A firm recorded events about goods of a profile; the newest of them.
        case activity
        /// What the monitor found and nobody has settled.
        case finding
        /// An event that came to the ledger long after it happened.
        case late
        /// A result of an enrolled laboratory.
        case sample
        /// A complaint that was opened by one who might.
        case complaint
        /// A quick-response task that is not closed, with the day by which something is to be done about it: counts nothing.
        case task
        /// A firm has some of what failed, as the ledger knows: counts nothing, and is a warning to whoever has it.
        case held
        /// A sample of a plan was taken: counts nothing. By it the host knows of which plans a result may be.
        case taking
        /// A result is of a plan: counts nothing. By it the host finds the plan's results again.
        case result
    }

    /// What tells facts apart: a later one takes the place of an earlier of the same key.
    public struct Key: Hashable, Sendable {
        public let source: Source
        public let name: String

        public init(_ source: Source, _ name: String) {
            (self.source, self.name) = (source, name)
        }
    }

    public let key: Key
    /// Of an activity the profile, of a finding the rule, of what is late the whole hours, of a sample `passed` or `failed`, of a complaint
    /// `upheld` or its state, of a task its state.
    public let word: String
    /// Of a finding its severity, of a sample the profile of the goods, of a complaint what is wrong (`kind`), of
    /// a task its district; else empty.
    public let detail: String
    /// What is counted once, however many facts say it: of a sample of no plan its laboratory and number; else the key's name. Of a taking the
    /// sample's number, of a result its plan, of what somebody has the sample.
    public let group: String
    /// USCC of whom it counts for; nil where nobody is known.
    public let firm: String?
    /// Canonical URI of the product, else of the lot; nil where none is known.
    public let product: String?
    /// The day in China on which the ledger had it.
    public let day: CalendarDate
    /// The entry that shows it best; nil where none does.
    public let entry: UInt64?
    /// What was found, of a finding.
    public let message: Wording?
    /// The district in which it counts, where that is another than that of whom it counts for: of a sample that of the firm of which it was
    /// taken.
    public let place: String?

    public init(
        _ source: Source, _ name: String, word: String, detail: String = "", group: String? = nil, firm: String?,
        product: String?, day: CalendarDate, entry: UInt64?, message: Wording? = nil,
        place: String? = nil
    ) {
        key = Key(source, name)
        self.word = word
        self.detail = detail
        self.group = group ?? name
        self.firm = firm
        self.product = product
        self.day = day
        self.entry = entry
        self.message = message
        self.place = place
    }

    /// The same, charged to another than of whom a sample was taken; it goes on counting there in rates.
    public func charged(to other: String?) -> RiskFact {
        guard other != firm else { return self }
        return RiskFact(
            key.source, key.name, word: word, detail: detail, group: group, firm: other, product: product, day: day,
            entry: entry, message: message, place: place ?? firm?.registeredDistrict)
    }

    /// Of a complaint that an office in charge found to be true; any other is of its state.
    public static let upheld = "upheld"
    public static let (passed, failed) = ("passed", "failed")
}

/// Whose risk is spoken of.
public enum RiskSubject: Hashable, Sendable, CustomStringConvertible {
    /// By its USCC.
    case firm(String)
    /// By the canonical URI of a product, or of a lot where the code names no product.
    case product(String)

    /// `firm:91350300…`, `product:https://…`
    public var description: String {
        switch self {
        case .firm(let uscc): "firm:\(uscc)"
        case .product(let uri): "product:\(uri)"
        }
    }

    public var name: String {
        switch self {
        case .firm(let name), .product(let name): name
        }
    }

    /// Reads what `description` gives.
    public init?(_ text: some StringProtocol) {
        if text.hasPrefix("firm:") {
            self = .firm(String(text.dropFirst(5)))
        } else if text.hasPrefix("product:") {
            self = .product(String(text.dropFirst(8)))
        } else {
            return nil
        }
        guard !name.isEmpty else { return nil }
    }
}
