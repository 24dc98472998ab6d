import Draws
public import EPCIS
public import Values

/// What an office enters in a firm's credit file, as its device signs it: an EPCIS event of a type of its own, about the firm's file and
/// the office's list.
public enum CreditAct: Hashable, Sendable {
    case listing(CreditListing)
    case review(CreditReview)
    case removal(CreditRemoval)

    static let form = "yima-credit/1 "
    package static let events = OfficeEvent(type: "yima:Credit", element: "credit")
    /// Under this every act of every office stands.
    public static let register = "urn:yima:credits"

    /// Under what all stands that was entered about a firm.
    public static func file(of firm: String) -> String { "urn:yima:credit:\(firm)" }

    /// Under what all stands that an office entered, or that was entered about what it had.
    public static func list(of office: String) -> String { "urn:yima:credit-list:\(office)" }

    public var firm: String {
        switch self {
        case .listing(let listing): listing.firm
        case .review(let review): review.firm
        case .removal(let removal): removal.firm
        }
    }

    /// The office whose entry it is about.
    public var office: String {
        switch self {
        case .listing(let listing): listing.office
        case .review(let review): review.office
        case .removal(let removal): removal.office
        }
    }

    public var text: String {
        switch self {
        case .listing(let listing): listing.lines.text(CreditListing.act)
        case .review(let review): review.lines.text(CreditReview.act)
        case .removal(let removal): removal.lines.text(CreditRemoval.act)
        }
    }

    /// Reads the text of an act; nothing but what `text` gives.
    public init(text: String) throws(SamplingError) {
        let word = String(text.prefix { $0 != "\n" }.dropFirst(Self.form.count))
        guard let read = ActText(text, of: word, Self.form) else { throw .malformedAct }
        let act: CreditAct? =
            switch word {
            case CreditListing.act: CreditListing(read).map { .listing($0) }
            case CreditReview.act: CreditReview(read).map { .review($0) }
            case CreditRemoval.act: CreditRemoval(read).map { .removal($0) }
            default: nil
            }
        guard let act, act.isSound, act.text.utf8.elementsEqual(text.utf8) else { throw .malformedAct }
        self = act
    }

    /// The act that an event tells; nil where it tells none, or not in its one form.
    public init?(_ event: EPCISEvent) {
        guard
            let text = Self.events.text(
                of: event, about: { text in (try? CreditAct(text: text)).map { $0.things } }),
            let act = try? CreditAct(text: text)
        else { return nil }
        self = act
    }

    private var things: [String] { [Self.file(of: firm), Self.list(of: office), Self.register] }

    /// The event that tells it.
    /// - Parameter disclosures: names of persons, which everybody may not read for ever.
    public func event(at time: OffsetTime, sealing disclosures: [Disclosure] = []) -> SealedEvent {
        Self.events.event(text, about: things, at: time, sealing: disclosures)
    }

    /// Whether it can be written and says something.
    public var isSound: Bool {
        switch self {
        case .listing(let listing): listing.isSound
        case .review(let review): review.isSound
        case .removal(let removal): removal.isSound
        }
    }
}
