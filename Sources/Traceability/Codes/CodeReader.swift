/// Reads a code in whatever form it was written and says what it is: the one normaliser of the product.
///
/// Written forms: GTIN-8/12/13/14 in digits, GS1 element strings (bracketed, or raw with FNC1 as GS, with or without the
/// scanner's symbology identifier), GS1 Digital Link URIs of any domain, EPC URNs, USCC, ISO 6346 container numbers, and the
/// canonical URIs themselves, which read back to the same identity.
public struct CodeReader: Sendable {
    /// The longest written code, in UTF-8 bytes.
    public static let lengthMax = WrittenCode.lengthMax

    private let forms: [any CodeForm]

    /// - Parameter currentYear: decides the century of two-digit years: 50 years ahead to 49 back (GS1 General
    ///   Specifications 7.12).
    public init(currentYear: Int = 2026) {
        let gs1 = GS1Reader(identifiers: .standard, currentYear: currentYear)
        // The order matters only where a form is recognised by its length alone: those come last.
        forms = [
            ElementStringForm(gs1: gs1), DigitalLinkForm(gs1: gs1), EPCForm(gs1: gs1),
            USCCForm(), ContainerForm(), GTINForm(gs1: gs1),
        ]
    }

    /// The identity of a written code.
    ///
    /// Blanks around it are dropped and full-width characters read as ASCII.
    /// - Throws: `CodeError`: what is wrong, where, and what belongs there; `unknownScheme` where no scheme claims the text.
    public func read(_ written: String) throws(CodeError) -> CanonicalCode {
        let code = try WrittenCode(written)
        for form in forms {
            if let canonical = try form.read(code) { return canonical }
        }
        throw .unknownScheme()
    }
}

/// One way in which codes are written. New schemes are new forms in the reader's table.
protocol CodeForm: Sendable {
    /// The code's identity; nil where the text is not of this form at all; throws where it is and is wrong.
    func read(_ written: WrittenCode) throws(CodeError) -> CanonicalCode?
}
