public import Values

/// The symbols that labels carry.
public enum SymbolKind: String, CaseIterable, Hashable, Sendable {
    /// QR Code (ISO/IEC 18004) with the Digital Link, or with the text of a code that is not GS1's; error correction M.
    case qr
    /// GS1 DataMatrix (ISO/IEC 16022, ECC 200) with the element string.
    case datamatrix
    /// GS1-128 (ISO/IEC 15417) with the element string.
    case gs1128 = "gs1-128"
    /// EAN-13 (ISO/IEC 15420) with a bare GTIN.
    case ean13

    /// Bars side by side, which need height, instead of a matrix of squares.
    public var isLinear: Bool { self == .gs1128 || self == .ean13 }

    /// Whether a lot has room in it beside the product.
    package var carriesLot: Bool { self != .ean13 }

    public var name: Wording {
        switch self {
        case .qr: Wording(en: "QR code", zh: "QR 码")
        case .datamatrix: Wording(en: "GS1 DataMatrix", zh: "GS1 DataMatrix")
        case .gs1128: Wording(en: "GS1-128", zh: "GS1-128")
        case .ean13: Wording(en: "EAN-13", zh: "EAN-13")
        }
    }

    /// White space that scanners need beside the symbol, in modules.
    struct QuietZone: Hashable, Sendable {
        let left: Int
        let right: Int
        /// Above and below.
        let vertical: Int
    }

    /// As the standards ask (General Specifications 5.12.3); DataMatrix asks for one module and is given two.
    var quietZone: QuietZone {
        switch self {
        case .qr: QuietZone(left: 4, right: 4, vertical: 4)
        case .datamatrix: QuietZone(left: 2, right: 2, vertical: 2)
        case .gs1128: QuietZone(left: 10, right: 10, vertical: 0)
        case .ean13: QuietZone(left: 11, right: 7, vertical: 0)
        }
    }

    /// Module sizes in millimetres that may be asked for: from what scanners and telephones still read upward.
    var moduleRange: ClosedRange<Double> {
        switch self {
        case .qr, .datamatrix: 0.25...3
        case .gs1128: 0.25...1.016
        case .ean13: 0.264...0.66
        }
    }

    /// Module sizes in millimetres that are chosen where none is asked for (General Specifications 5.12.3, table 1: at least
    /// 0.396 for matrix symbols at the till, nominal 0.33 for EAN-13, at most 0.495 for GS1-128).
    var automaticModuleRange: ClosedRange<Double> {
        switch self {
        case .qr, .datamatrix: 0.396...0.9
        case .gs1128: 0.25...0.495
        case .ean13: 0.264...0.33
        }
    }

    /// Bar heights in millimetres, from what a hand still finds to what is printed where there is room. Matrix symbols have none.
    func barHeights(module: Double) -> ClosedRange<Double> {
        self == .ean13 ? 10...max(10, 22.85 * module / 0.33) : 10...31.75
    }
}
