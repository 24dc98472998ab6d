public import Values

/// Why a written code is not a code: the reason for programs, the wording for people.
public struct CodeError: Error, Hashable, Sendable {
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        case empty, tooLong, unknownScheme, wrongLength, wrongCharacter, wrongCheckCharacter, wrongDate
        case unknownApplicationIdentifier, missingSeparator, missingPart, unsupported
        /// Parts that must not stand together, or that say two things.
        case contradiction
        /// Parts of a Digital Link in an order or place that the standard does not allow.
        case wrongOrder
        /// A code of another scheme than the one that was asked for.
        case otherScheme
        /// Without its scheme's name it may be a misread code of another scheme.
        case ambiguous
        /// The number of a person, which is not recorded.
        case personalNumber
        /// A number that a shop gives to its own goods: it names other goods in every shop.
        case notGlobal
    }

    public let reason: Reason
    /// Offset of the first offending character in the written code, in Unicode scalars from 0, where one can be named.
    public let position: Int?
    /// What is wrong: "wrong check digit (expected 2)".
    public let wording: Wording
    /// What the person can do, where there is something.
    public let hint: Wording?

    public init(reason: Reason, position: Int? = nil, wording: Wording, hint: Wording? = nil) {
        self.reason = reason
        self.position = position
        self.wording = wording
        self.hint = hint
    }
}
