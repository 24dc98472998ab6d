public import EPCIS

extension EPCISEvent {
    /// How `permitKey` begins.
    package static let permitPrefix = "urn:yima:permit:"

    /// Under what an event is found that names a quarantine permit for imports: the balance of a permit goes over many chains. Nil where
    /// it names none, or a word that is no number.
    ///
    /// A number is compared as its letters and digits, written in whatever way.
    public var permitKey: String? {
        guard let written = dataElements["quarantinePermitNo"], written.utf8.count <= 128 else { return nil }
        let number = Self.permitNumber(written)
        guard number.count >= 6, number.contains(where: { $0.isASCII && $0.isNumber }) else { return nil }
        return Self.permitPrefix + number
    }

    /// `AJ-2626 001` is `AJ2626001`.
    public static func permitNumber(_ written: String) -> String {
        written.uppercased().filter { $0.isLetter || $0.isNumber }
    }

    /// Whether it releases imported goods into trade.
    package var isRelease: Bool { bizStep == "urn:yima:bizstep:releasing" && disposition != "non_conformant" }
}
