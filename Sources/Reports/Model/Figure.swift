public import Values

/// A number, or a word, of a report, with the entries that it was made from.
public struct Figure: Hashable, Sendable {
    public let text: Wording
    /// What can be summed up; nil where it is a word.
    public let value: Amount?
    /// Empty where it rests on no entry: a target, a term.
    public let entries: EntrySet

    public init(_ text: Wording, value: Amount? = nil, entries: EntrySet = .none) {
        (self.text, self.value, self.entries) = (text, value, entries)
    }

    /// A count.
    public init(_ count: Int, entries: EntrySet = .none) {
        self.init(
            Wording("\(count)"), value: Amount(millionths: Int64(clamping: count).clampedMillionths), entries: entries)
    }

    public init(_ amount: Amount, entries: EntrySet = .none) {
        self.init(Wording("\(amount)"), value: amount, entries: entries)
    }

    /// What others wrote, made fit to be shown.
    public init(foreign text: String, entries: EntrySet = .none) {
        self.init(Wording(text.shown), entries: entries)
    }

    /// A share, from 0 to 1, in percent with two digits after the point; a dash where there is none.
    public static func percent(_ share: Double?, entries: EntrySet = .none) -> Figure {
        guard let share else { return Figure(Wording("—")) }
        let hundredths = Int((share * 10_000).rounded())
        let rest = hundredths.magnitude % 100
        let sign = hundredths < 0 ? "-" : ""
        let text = "\(sign)\(hundredths.magnitude / 100).\(rest < 10 ? "0" : "")\(rest)"
        return Figure(
            Wording("\(text)%"), value: Amount(millionths: Int64(clamping: hundredths) * 10_000), entries: entries)
    }

    /// Nothing to be said.
    public static let dash = Figure(Wording("—"))
}

extension Int64 {
    /// As millionths, where that fits.
    fileprivate var clampedMillionths: Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: 1_000_000)
        return overflow ? (self < 0 ? .min : .max) : product
    }
}
