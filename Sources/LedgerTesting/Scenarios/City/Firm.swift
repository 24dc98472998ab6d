/// A firm of the city, with the numbers that it was given.
package struct Firm: Hashable, Sendable {
    package let trade: Trade
    package let uscc: String
    package let name: String
    /// GB/T 2260.
    package let region: String
    /// Nine digits: its codes begin with it.
    package let companyPrefix: String
    /// The site as its events name it: a GLN, or a name of its own.
    package let site: String
    /// Food production licence.
    package let licence: String?

    /// What an event's source or destination names.
    package var party: String { "urn:yima:uscc:\(uscc)" }

    /// The firm by its location number (PGLN), of its own company prefix.
    package var locationNumber: String {
        let digits = companyPrefix + "000"
        return "https://id.gs1.org/417/\(digits)\(CheckDigits.gs1(digits))"
    }

    /// The fourteen digits of its product of that number.
    package func gtin(_ product: Int) -> String {
        let digits = "0" + companyPrefix + ChainTeller.padded(product, 3)
        return digits + String(CheckDigits.gs1(digits))
    }

    /// A logistic unit of its own.
    package func sscc(_ serial: Int) -> String {
        let digits = "0" + companyPrefix + ChainTeller.padded(serial, 7)
        return "https://id.gs1.org/00/\(digits)\(CheckDigits.gs1(digits))"
    }

    /// A returnable crate of its own.
    package func crate(_ serial: Int) -> String {
        let digits = "0" + companyPrefix + "900"
        return "https://id.gs1.org/8003/\(digits)\(CheckDigits.gs1(digits))K\(serial)"
    }
}
