public import Values

/// Why a label cannot be drawn as it was asked for.
public struct LabelError: Error, Hashable, Sendable {
    public enum Reason: String, Hashable, Sendable {
        /// The symbol cannot carry this code at all.
        case symbolCannotCarry
        /// More data than the symbol takes.
        case dataTooLong
        /// Modules smaller or larger than scanners read.
        case unusableModule
        /// A label, page, margin or resolution outside of what is drawn.
        case unusableSize
        /// The symbol with its quiet zones is larger than its room.
        case symbolDoesNotFit
        /// The text is longer than its room even in the smallest type.
        case textDoesNotFit
        /// No installed font has a character of the text.
        case missingGlyph
        /// The library that draws symbols or images failed.
        case drawing
    }

    public let reason: Reason
    public let wording: Wording
    /// What the person can do, where there is something.
    public let hint: Wording?

    public init(_ reason: Reason, en: String, zh: String, hint: Wording? = nil) {
        self.reason = reason
        self.wording = Wording(en: en, zh: zh)
        self.hint = hint
    }
}

extension LabelError {
    package static func drawing(_ what: String) -> LabelError {
        LabelError(.drawing, en: "drawing failed: \(what)", zh: "绘制失败：\(what)")
    }
}
