import CZint
import Codes
public import Pictures
import Values

extension Symbol {
    /// The symbol of this data, encoded by libzint.
    ///
    /// - Throws: `LabelError`: `dataTooLong`, `symbolCannotCarry` or `drawing`.
    public init(_ data: SymbolData) throws(LabelError) {
        let input = Self.input(data)
        guard !input.isEmpty, input.count <= Self.inputMax else { throw Self.tooLong(data.kind) }
        guard let symbol = ZBarcode_Create() else { throw .drawing("out of memory") }
        defer { ZBarcode_Delete(symbol) }
        Self.set(data, on: symbol)
        // A warning stands for a symbol that differs from what was asked: that is a failure here.
        symbol.pointee.warn_level = WARN_FAIL_ALL
        let status = input.withUnsafeBufferPointer { ZBarcode_Encode(symbol, $0.baseAddress, Int32($0.count)) }
        guard status == 0 else { throw Self.error(status, symbol, data.kind) }
        let (width, height) = (Int(symbol.pointee.width), Int(symbol.pointee.rows))
        guard (1...Self.sideMax).contains(width), (1...Self.sideMax).contains(height),
            height == 1 || !data.kind.isLinear
        else { throw .drawing("a symbol of \(width) × \(height) modules") }
        var modules: [Bool] = []
        modules.reserveCapacity(width * height)
        for row in 0..<height {
            for column in 0..<width {
                modules.append(yima_zint_is_dark(symbol, Int32(row), Int32(column)) != 0)
            }
        }
        self.init(kind: data.kind, width: width, height: height, modules: modules)
    }

    /// More than any code with its brackets has.
    private static let inputMax = 1024
    private static let sideMax = 1152

    /// Square brackets around identifiers, since set 82 has round ones but none of these.
    private static func input(_ data: SymbolData) -> [UInt8] {
        guard !data.elements.isEmpty else { return Array(data.text.utf8) }
        return Array(data.elements.map { "[\($0.identifier)]\($0.value)" }.joined().utf8)
    }

    private static func set(_ data: SymbolData, on symbol: UnsafeMutablePointer<zint_symbol>) {
        switch data.kind {
        case .qr:
            symbol.pointee.symbology = BARCODE_QRCODE
            symbol.pointee.input_mode = UNICODE_MODE
            symbol.pointee.option_1 = 2  // error correction M
            if data.text.utf8.contains(where: { $0 >= 0x80 }) { symbol.pointee.eci = 26 }  // UTF-8
        case .datamatrix:
            symbol.pointee.symbology = BARCODE_DATAMATRIX
            symbol.pointee.option_3 = DM_SQUARE
            symbol.pointee.input_mode = gs1
        case .gs1128:
            symbol.pointee.symbology = BARCODE_GS1_128
            symbol.pointee.input_mode = gs1
        case .ean13:
            symbol.pointee.symbology = BARCODE_EANX_CHK
            symbol.pointee.input_mode = DATA_MODE
        }
    }

    /// Our own reader has checked the elements against a newer dictionary than the library may have.
    private static let gs1 = GS1_MODE | GS1NOCHECK_MODE

    private static func tooLong(_ kind: SymbolKind) -> LabelError {
        LabelError(.dataTooLong, en: "more data than a \(kind.name.en) takes", zh: "内容超过 \(kind.name.zh) 的容量")
    }

    private static func error(
        _ status: Int32, _ symbol: UnsafeMutablePointer<zint_symbol>, _ kind: SymbolKind
    ) -> LabelError {
        let message = yima_zint_message(symbol).map { String(cString: $0) } ?? ""
        switch status {
        case ZINT_ERROR_TOO_LONG: return tooLong(kind)
        case ZINT_ERROR_INVALID_DATA, ZINT_ERROR_INVALID_CHECK, ZINT_ERROR_USES_ECI, ZINT_ERROR_NONCOMPLIANT:
            return LabelError(
                .symbolCannotCarry, en: "a \(kind.name.en) cannot carry this: \(message)",
                zh: "\(kind.name.zh) 无法承载此内容：\(message)")
        default: return .drawing("libzint \(status): \(message)")
        }
    }
}

extension LabelLayout {
    /// A layout whose symbols libzint encodes.
    ///
    /// - Throws: `LabelError`: `unusableModule` where the module is no positive number.
    public init(
        size: LabelSize = .label, module: Double? = nil, grid: Double? = nil, language: LabelLanguage = .zh,
        measure: any TextMeasure
    ) throws(LabelError) {
        try self.init(size: size, module: module, grid: grid, language: language, measure: measure) {
            (data) throws(LabelError) in try Symbol(data)
        }
    }
}
