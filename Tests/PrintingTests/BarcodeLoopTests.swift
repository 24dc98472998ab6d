import Codes
import Foundation
import Testing

@testable import Pictures
@testable import Printing

/// Drawn, read by strangers' scanners, and still the same code; see `Scanners` for what is skipped when they are absent.
@Suite(
    "A barcode that is drawn and scanned says the same code",
    .enabled(if: Scanners.areAvailable || Scanners.areRequired, Scanners.howToInstall))
struct BarcodeLoopTests {
    private static let gtin = "(01)06901234567892"
    private static let set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"

    /// Lots that together have every character of set 82, some of which look like elements.
    static let lots: [String] = {
        let characters = Array(set82)
        return stride(from: 0, to: characters.count, by: 20).map { start in
            String(characters[start..<min(start + 20, characters.count)])
        } + ["A(21)B", "()(10)(01)", "%2F/%", "0123456789"]
    }()

    static let richCodes = [
        gtin, gtin + "(10)A1", gtin + "(10)A1(21)7", gtin + "(17)261231(10)L20260301(21)0001",
        gtin + "(11)260301(3103)001250(10)XMN-26/03", "(00)106141412345678908",
        "(00)106141412345678908(02)06901234567892(37)24(10)L1", "(414)6901234567892(254)A1", "(8004)69012345ABC",
    ]
    static let shortCodes = richCodes.filter { $0.count < 60 }
    static let gtins = ["6901234567892", "4006381333931", "036000291452", "6971234567895", "9780201379624"]

    // MARK: Our own labels

    @Test(arguments: richCodes) func `QR codes of ours, read by both`(written: String) async throws {
        try await Self.expectQR(try CodeReader().read(written))
    }

    @Test(arguments: lots) func `QR codes of ours with lots of set 82, read by both`(lot: String) async throws {
        try await Self.expectQR(try Self.code(lot: lot))
    }

    @Test(arguments: richCodes) func `DataMatrix of ours`(written: String) async throws {
        try await Self.expectElements(try CodeReader().read(written), .datamatrix, "]d2")
    }

    @Test(arguments: lots) func `DataMatrix of ours with lots of set 82 and a serial behind the separator`(
        lot: String
    ) async throws {
        try await Self.expectElements(try Self.code(lot: lot, serial: "S7"), .datamatrix, "]d2")
    }

    @Test(arguments: shortCodes) func `GS1-128 of ours, read by both`(written: String) async throws {
        try await Self.expectElements(try CodeReader().read(written), .gs1128, "]C1")
    }

    @Test(arguments: lots) func `GS1-128 of ours with lots of set 82 and a serial behind the separator`(
        lot: String
    ) async throws {
        try await Self.expectElements(try Self.code(lot: lot, serial: "S7"), .gs1128, "]C1")
    }

    @Test(arguments: gtins) func `EAN-13 of ours, read by both`(written: String) async throws {
        let image = try Self.label(try CodeReader().read(written), .ean13)
        try await Self.expectEAN(written, image.file)
    }

    @Test(arguments: ["91350100M000100Y43", "CSQU3054383"])
    func `other codes in QR codes of ours, read by both`(written: String) async throws {
        try await Self.expectQR(try CodeReader().read(written))
    }

    @Test func `Chinese text in a QR code of ours says that it is UTF-8, and both read it`() async throws {
        let content = LabelContent(
            CanonicalCode(scheme: "x", uri: "x:1", key: "x:1", parts: []),
            data: SymbolData(kind: .qr, text: "闽追溯〔2026〕0001号", interpretation: ""))
        let font = try CairoFont(for: content.texts(.zh))
        let layout = try LabelLayout(grid: try PNGRenderer.pixel(dotsPerInch: 300), measure: font)
        let page = LabelPage(try layout.drawing(of: content))
        let directory = try TemporaryDirectory()
        let file = try directory.write(try PNGRenderer(dotsPerInch: 300, font: font).png(page), "label.png")
        let expected = Array("闽追溯〔2026〕0001号".utf8)
        #expect(try await Scanners.zxing(file, "QRCode").map(\.bytes) == [expected])
        #expect(try await Scanners.zbar(file).map(\.bytes) == [expected])
    }

    @Test(arguments: [203, 300, 600]) func `labels of every printer's resolution are read`(dotsPerInch: Int)
        async throws
    {
        let code = try CodeReader().read("(01)06901234567892(10)L2603(21)7")
        for kind in [SymbolKind.qr, .datamatrix, .gs1128] {
            let image = try Self.label(code, kind, dotsPerInch: dotsPerInch)
            let scans = try await Scanners.zxing(image.file, kind.format)
            let scan = try #require(scans.first, "\(kind) at \(dotsPerInch)")
            #expect(try CodeReader().read(scan.sent).uri == code.uri)
        }
    }

    // MARK: Symbols of zint's own

    @Test(arguments: richCodes) func `DataMatrix of zint's`(written: String) async throws {
        try await Self.expectZint(try CodeReader().read(written), "DATAMATRIX", "]d2")
    }

    @Test(arguments: lots) func `DataMatrix of zint's with lots of set 82`(lot: String) async throws {
        try await Self.expectZint(try Self.code(lot: lot, serial: "S7"), "DATAMATRIX", "]d2")
    }

    @Test(arguments: shortCodes) func `GS1-128 of zint's`(written: String) async throws {
        try await Self.expectZint(try CodeReader().read(written), "GS1_128", "]C1")
    }

    @Test(arguments: lots) func `GS1-128 of zint's with lots of set 82`(lot: String) async throws {
        try await Self.expectZint(try Self.code(lot: lot, serial: "S7"), "GS1_128", "]C1")
    }

    /// QR with FNC1 in first position, which carries element strings instead of a link.
    @Test(arguments: richCodes) func `GS1 QR codes of zint's`(written: String) async throws {
        try await Self.expectZint(try CodeReader().read(written), "QRCODE", "]Q3")
    }

    @Test(arguments: gtins) func `EAN-13 of zint's`(written: String) async throws {
        let directory = try TemporaryDirectory()
        let image = directory.url.appending(path: "zint.png")
        try await Scanners.zint("EANX", [], data: written.count == 12 ? "0" + written : written, to: image)
        try await Self.expectEAN(written, image)
    }

    @Test(arguments: lots) func `Digital Links in QR codes of zint's`(lot: String) async throws {
        let code = try Self.code(lot: lot)
        let directory = try TemporaryDirectory()
        let image = directory.url.appending(path: "zint.png")
        try await Scanners.zint("QRCODE", ["--secure=2"], data: code.uri, to: image)
        let scan = try #require(try await Scanners.zxing(image, "QRCode").first)
        #expect(scan.identifier == "]Q1")
        try Self.expect(code, from: scan.sent)
    }
}

extension SymbolKind {
    /// What ZXing-C++ calls it.
    fileprivate var format: String {
        switch self {
        case .qr: "QRCode"
        case .datamatrix: "DataMatrix"
        case .gs1128: "Code128"
        case .ean13: "EAN-13"
        }
    }
}

extension BarcodeLoopTests {
    private static func code(lot: String, serial: String? = nil) throws -> CanonicalCode {
        try CodeReader().read("]d20106901234567892" + "10" + lot + (serial.map { "\u{1D}21" + $0 } ?? ""))
    }

    /// A drawn label, as long as it is held.
    private struct Image {
        let directory: TemporaryDirectory
        let file: URL
    }

    private static func label(_ code: CanonicalCode, _ kind: SymbolKind, dotsPerInch: Int = 300) throws -> Image {
        let data = try SymbolData(code, written: code.parts[0].value, kind: kind)
        let content = LabelContent(code, data: data, productName: "鲜活大黄鱼")
        let font = try CairoFont(for: content.texts(.zh))
        let layout = try LabelLayout(
            size: try LabelSize(width: kind == .gs1128 ? 150 : 70, height: 60),
            grid: try PNGRenderer.pixel(dotsPerInch: dotsPerInch), measure: font)
        let drawing = try layout.drawing(of: content)
        let page = kind == .datamatrix ? aim(at: drawing, kind) : LabelPage(drawing)
        let directory = try TemporaryDirectory()
        let bytes = try PNGRenderer(dotsPerInch: dotsPerInch, font: font).png(page)
        return Image(directory: directory, file: try directory.write(bytes, "label.png"))
    }

    /// The symbol with its quiet zone, as a scanner is pointed at it: ZXing-C++ looks for a DataMatrix in the middle of a picture
    /// only.
    private static func aim(at drawing: LabelDrawing, _ kind: SymbolKind) -> LabelPage {
        let bars = drawing.bars[0]
        let columns = bars.rectangles.map { Double($0.x + $0.width) }.max() ?? 0
        let rows = bars.rectangles.map { Double($0.y + $0.height) }.max() ?? 0
        let quiet = Double(kind.quietZone.left) * bars.cellWidth
        let above = Double(kind.quietZone.vertical) * bars.cellWidth
        return LabelPage(
            width: columns * bars.cellWidth + 2 * quiet, height: rows * bars.cellHeight + 2 * above,
            placements: [.init(x: quiet - bars.x, y: above - bars.y, drawing: drawing)], hasCutLines: false)
    }

    private static func expectQR(_ code: CanonicalCode) async throws {
        let image = try label(code, .qr)
        let scans = try await Scanners.zxing(image.file, "QRCode")
        #expect(scans.map(\.identifier) == ["]Q1"])
        try expect(code, from: try #require(scans.first).sent)
        let others = try await Scanners.zbar(image.file)
        #expect(others.map(\.type) == ["QR-Code"])
        try expect(code, from: String(decoding: try #require(others.first).bytes, as: UTF8.self))
    }

    private static func expectElements(_ code: CanonicalCode, _ kind: SymbolKind, _ identifier: String) async throws {
        let image = try label(code, kind)
        try await expectElements(code, identifier, image.file)
    }

    /// What a scanner sends is the code, with FNC1 as GS exactly where the element string has it.
    private static func expectElements(_ code: CanonicalCode, _ identifier: String, _ image: URL) async throws {
        let format = ["]d2": "DataMatrix", "]C1": "Code128", "]Q3": "QRCode"][identifier]
        let scans = try await Scanners.zxing(image, try #require(format))
        #expect(scans.map(\.identifier) == [identifier])
        let scan = try #require(scans.first)
        #expect(scan.bytes == Array(try ElementString(code).data.utf8))
        try expect(code, from: scan.sent)
        guard identifier == "]C1" else { return }
        let others = try await Scanners.zbar(image)
        #expect(others.map(\.type) == ["CODE-128"])
        try expect(code, from: identifier + String(decoding: try #require(others.first).bytes, as: UTF8.self))
    }

    private static func expectZint(_ code: CanonicalCode, _ symbology: String, _ identifier: String) async throws {
        let directory = try TemporaryDirectory()
        let image = directory.url.appending(path: "zint.png")
        let data = try ElementString(code).elements.map { "[\($0.identifier)]\($0.value)" }.joined()
        try await Scanners.zint(symbology, ["--gs1", "--notext"], data: data, to: image)
        try await expectElements(code, identifier, image)
    }

    private static func expectEAN(_ written: String, _ image: URL) async throws {
        let code = try CodeReader().read(written)
        let scans = try await Scanners.zxing(image, "EAN-13")
        #expect(scans.map(\.identifier) == ["]E0"])
        try expect(code, from: try #require(scans.first).sent)
        let others = try await Scanners.zbar(image)
        #expect(others.map(\.type) == ["EAN-13"])
        try expect(code, from: String(decoding: try #require(others.first).bytes, as: UTF8.self))
    }

    private static func expect(_ code: CanonicalCode, from sent: String) throws {
        let read = try CodeReader().read(sent)
        #expect(read.key == code.key && read.uri == code.uri && Set(read.parts) == Set(code.parts))
    }
}
