import Foundation
import Testing
import Values

@testable import Pictures
@testable import Printing

@Suite("Everything has its place on a label")
struct LayoutTests {
    struct Box {
        let left, top, right, bottom: Double

        func overlaps(_ other: Box) -> Bool {
            let tolerance = 1e-6
            return left < other.right - tolerance && other.left < right - tolerance
                && top < other.bottom - tolerance && other.top < bottom - tolerance
        }

        func isWithin(width: Double, height: Double) -> Bool {
            left >= -1e-6 && top >= -1e-6 && right <= width + 1e-6 && bottom <= height + 1e-6
        }
    }

    /// The em box of a line: 0.88 above its baseline and 0.12 below.
    private static func box(_ line: TextLine) -> Box {
        let left = line.anchor == .start ? line.x : line.x - line.width / 2
        return Box(
            left: left, top: line.baseline - 0.88 * line.size, right: left + line.width,
            bottom: line.baseline + 0.12 * line.size)
    }

    /// The symbol with its quiet zone.
    private static func box(_ bars: Bars, _ kind: SymbolKind) -> Box {
        let columns = bars.rectangles.map { Double($0.x + $0.width) }.max() ?? 0
        let rows = bars.rectangles.map { Double($0.y + $0.height) }.max() ?? 0
        let quiet = kind.quietZone
        return Box(
            left: bars.x - Double(quiet.left) * bars.cellWidth, top: bars.y - Double(quiet.vertical) * bars.cellWidth,
            right: bars.x + (columns + Double(quiet.right)) * bars.cellWidth,
            bottom: bars.y + rows * bars.cellHeight + Double(quiet.vertical) * bars.cellWidth)
    }

    private static let names = [
        "", "鲜活大黄鱼", "冷冻南美白虾仁（去肠线、单冻）", "Frozen boneless beef, chuck eye roll, Uruguay",
        String(repeating: "很长的品名", count: 12),
    ]
    private static let sizes = [(60.0, 40.0), (50, 30), (40, 25), (30, 45), (40, 60), (100, 150), (80, 40), (25, 25)]

    @Test(arguments: SymbolKind.allCases, [nil, 25.4 / 300, 25.4 / 203])
    func `nothing overlaps, leaves the label or stands in the quiet zone`(kind: SymbolKind, grid: Double?) throws {
        var drawn = 0
        for (width, height) in Self.sizes {
            for name in Self.names {
                for lines in [0, 4] {
                    let others = (0..<lines).map { LabelContent.Line(title: "附加\($0)", value: "福建宁德 \($0) 号养殖场") }
                    let written = kind == .ean13 ? "6901234567892" : "(01)06901234567892(10)L2603"
                    let content = try Sample.content(written, kind, productName: name, others: others)
                    guard
                        let drawing = try? Sample.drawing(content, width: width, height: height, grid: grid)
                    else { continue }
                    drawn += 1
                    Self.expectOrder(drawing, kind)
                }
            }
        }
        #expect(drawn >= 25)
    }

    private static func expectOrder(_ drawing: LabelDrawing, _ kind: SymbolKind) {
        let texts = drawing.texts.map(box)
        let symbol = box(drawing.bars[0], kind)
        #expect(symbol.isWithin(width: drawing.width, height: drawing.height))
        for (index, text) in texts.enumerated() {
            let shown = Comment(rawValue: "\(kind) \(drawing.width)x\(drawing.height) “\(drawing.texts[index].text)”")
            #expect(text.isWithin(width: drawing.width, height: drawing.height), shown)
            #expect(drawing.texts[index].width <= drawing.texts[index].room + 1e-6, shown)
            #expect(!text.overlaps(symbol), shown)
            for other in texts[(index + 1)...] { #expect(!text.overlaps(other), shown) }
        }
    }

    @Test func `all that the label has to say stands on it, however it is broken`() throws {
        let name = String(repeating: "很长的品名", count: 12)
        let content = try Sample.content(
            productName: name, others: [.init(title: "产地", value: "福建省宁德市蕉城区三都镇海上养殖区")])
        let drawing = try Sample.drawing(content, width: 80, height: 60)
        let text = drawing.texts.map(\.text).joined().replacingOccurrences(of: " ", with: "")
        for part in [name, "L20260301", "2026-03-01", "2026-03-08", "1.250kg", "福建省宁德市蕉城区三都镇海上养殖区"] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
        #expect(text.contains("(01)06901234567892"))
    }

    @Test func `modules are whole pixels where there are pixels`() throws {
        for dotsPerInch in [203, 300, 600] {
            let grid = try PNGRenderer.pixel(dotsPerInch: dotsPerInch)
            let drawing = try Sample.drawing(try Sample.content(), grid: grid)
            for length in [drawing.module, drawing.bars[0].x, drawing.bars[0].y] {
                #expect(abs((length / grid).rounded() - length / grid) < 1e-6)
            }
        }
    }

    @Test func `a module that was asked for is the module that is drawn`() throws {
        #expect(try Sample.drawing(try Sample.content(), module: 0.5).module == 0.5)
        let ean = try Sample.drawing(try Sample.content("6901234567892", .ean13), module: 0.33)
        #expect(ean.module == 0.33)
    }

    @Test(arguments: [(SymbolKind.qr, 0.2), (.qr, 4), (.ean13, 0.2), (.ean13, 0.7), (.gs1128, 1.1), (.datamatrix, 0.1)])
    func `modules that scanners do not read are refused`(kind: SymbolKind, module: Double) throws {
        let content = try Sample.content(kind == .ean13 ? "6901234567892" : "(01)06901234567892", kind)
        #expect(throws: LabelError.self) { try Sample.drawing(content, module: module) }.map {
            #expect($0.reason == .unusableModule)
        }
    }

    @Test(arguments: [Double.nan, -1, 0, .infinity]) func `a module that is no size is refused`(module: Double) throws {
        let content = try Sample.content()
        let error = #expect(throws: LabelError.self) { try Sample.drawing(content, module: module) }
        #expect(error?.reason == .unusableModule)
    }

    @Test func `a symbol that does not fit says what it needs`() throws {
        let content = try Sample.content("(01)06901234567892(10)L2603", .gs1128)
        let error = #expect(throws: LabelError.self) { try Sample.drawing(content, width: 40, height: 30) }
        #expect(error?.reason == .symbolDoesNotFit)
        #expect(error?.hint?.zh.contains("毫米") == true)
        let small = #expect(throws: LabelError.self) {
            try Sample.drawing(try Sample.content("6901234567892", productName: ""), width: 15, height: 12)
        }
        #expect(small?.reason == .symbolDoesNotFit)
    }

    @Test func `text that does not fit in the smallest type is refused, not cut`() throws {
        let content = try Sample.content(productName: String(repeating: "名", count: 200))
        let error = #expect(throws: LabelError.self) { try Sample.drawing(content, width: 40, height: 30) }
        #expect(error?.reason == .textDoesNotFit)
    }

    @Test func `line breaks and what turns the direction of text do not come onto a label`() throws {
        let line = LabelContent.Line(title: "a\nb", value: "x\u{202E}y\u{0}z\u{2028}")
        #expect(line.title == "a b")
        #expect(line.value == "x y z")
    }

    @Test(arguments: [(5.0, 40.0), (40, 5), (1501, 40), (.nan, 40), (40, .infinity)])
    func `sizes out of bounds are refused`(width: Double, height: Double) {
        let error = #expect(throws: LabelError.self) { try LabelSize(width: width, height: height) }
        #expect(error?.reason == .unusableSize)
    }
}
