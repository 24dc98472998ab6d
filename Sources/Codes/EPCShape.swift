import Values

/// How one EPC scheme is laid out: `prefix.reference` and what trails, joined to the data of an application identifier.
struct EPCShape: Sendable {
    /// What a field after the reference becomes.
    enum Trailing: Sendable {
        /// The data of its own AI.
        case element(Int)
        /// The rest of the key's data.
        case appended
        /// `*`.
        case anything
    }

    /// AI number of the key.
    let key: Int
    /// Digits of company prefix and reference together; nil where the reference is text and there is no check digit.
    let digits: Int?
    /// The reference's first digit (indicator, extension) goes before the company prefix.
    var leadsWithIndicator = false
    /// Digits before all others (GRAI: 0).
    var fill: [UInt8] = []
    var trailing: [Trailing] = []

    static let glnExtension = 2540

    /// By `<kind>:<scheme>`, as it stands in the URN.
    static let all: [String: EPCShape] = [
        "id:sgtin": EPCShape(key: 100, digits: 13, leadsWithIndicator: true, trailing: [.element(2100)]),
        "class:lgtin": EPCShape(key: 100, digits: 13, leadsWithIndicator: true, trailing: [.element(1000)]),
        "idpat:sgtin": EPCShape(key: 100, digits: 13, leadsWithIndicator: true, trailing: [.anything]),
        "id:upui": EPCShape(key: 100, digits: 13, leadsWithIndicator: true, trailing: [.element(2350)]),
        "idpat:upui": EPCShape(key: 100, digits: 13, leadsWithIndicator: true, trailing: [.anything]),
        "id:itip": EPCShape(
            key: 8006, digits: 13, leadsWithIndicator: true, trailing: [.appended, .appended, .element(2100)]),
        "idpat:itip": EPCShape(
            key: 8006, digits: 13, leadsWithIndicator: true, trailing: [.appended, .appended, .anything]),
        "id:sscc": EPCShape(key: 0, digits: 17, leadsWithIndicator: true),
        "id:sgln": EPCShape(key: 4140, digits: 12, trailing: [.element(glnExtension)]),
        "idpat:sgln": EPCShape(key: 4140, digits: 12, trailing: [.anything]),
        "id:pgln": EPCShape(key: 4170, digits: 12),
        "id:grai": EPCShape(key: 8003, digits: 12, fill: [CodeByte.zero], trailing: [.appended]),
        "idpat:grai": EPCShape(key: 8003, digits: 12, fill: [CodeByte.zero], trailing: [.anything]),
        "id:giai": EPCShape(key: 8004, digits: nil),
        "id:gsrn": EPCShape(key: 8018, digits: 17),
        "id:gsrnp": EPCShape(key: 8017, digits: 17),
        "id:gdti": EPCShape(key: 2530, digits: 12, trailing: [.appended]),
        "idpat:gdti": EPCShape(key: 2530, digits: 12, trailing: [.anything]),
        "id:sgcn": EPCShape(key: 2550, digits: 12, trailing: [.appended]),
        "idpat:sgcn": EPCShape(key: 2550, digits: 12, trailing: [.anything]),
        "id:cpi": EPCShape(key: 8010, digits: nil, trailing: [.element(8011)]),
        "idpat:cpi": EPCShape(key: 8010, digits: nil, trailing: [.anything]),
        "id:ginc": EPCShape(key: 4010, digits: nil),
        "id:gsin": EPCShape(key: 4020, digits: 16),
    ]
}
