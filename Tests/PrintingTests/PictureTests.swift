import Foundation
import Testing
import Values

@testable import Pictures
@testable import Printing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("Pictures of labels as files")
struct PictureTests {
    /// Reads an SVG as any XML reader does.
    final class Reading: NSObject, XMLParserDelegate {
        var elements: [(name: String, attributes: [String: String])] = []
        var texts: [String] = []
        private var isText = false

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String] = [:]
        ) {
            elements.append((name, attributes))
            isText = name == "text"
            if isText { texts.append("") }
        }

        func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
            isText = false
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            if isText { texts[texts.count - 1] += string }
        }
    }

    private static func read(_ svg: [UInt8]) throws -> Reading {
        let reading = Reading()
        let parser = XMLParser(data: Data(svg))
        parser.delegate = reading
        try #require(parser.parse(), "\(String(describing: parser.parserError))")
        return reading
    }

    // MARK: SVG

    @Test func `an SVG is as large as the label, in millimetres, and has the symbol as one path`() throws {
        let drawing = try Sample.drawing(try Sample.content(), width: 62.5, height: 40)
        let reading = try Self.read(SVGWriter.svg(LabelPage(drawing)))
        let root = try #require(reading.elements.first)
        #expect(root.attributes["width"] == "62.5mm" && root.attributes["height"] == "40mm")
        #expect(root.attributes["viewBox"] == "0 0 62.5 40")
        let paths = reading.elements.filter { $0.name == "path" }
        #expect(paths.count == 1)
        #expect(paths.first?.attributes["shape-rendering"] == "crispEdges")
        #expect(reading.texts.contains("鲜活大黄鱼") && reading.texts.contains("扫码查询·一品一码"))
    }

    @Test func `text from outside stays text`() throws {
        let name = "<script>&\"'</text>"
        let drawing = try Sample.drawing(
            try Sample.content(productName: name, others: [.init(title: "<b>", value: "a&amp;b")]), width: 100,
            height: 60)
        let reading = try Self.read(SVGWriter.svg(LabelPage(drawing)))
        #expect(!reading.elements.contains { $0.name == "script" || $0.name == "b" })
        #expect(reading.texts.contains(name))
        #expect(reading.texts.contains("a&amp;b"))
    }

    @Test func `lines that come near their edge are held to their width`() throws {
        let drawing = try Sample.drawing(try Sample.content(productName: "冷冻南美白虾仁去肠线单冻"))
        let svg = String(decoding: SVGWriter.svg(LabelPage(drawing)), as: UTF8.self)
        #expect(svg.contains("textLength="))
    }

    // MARK: PNG and PDF

    private static let hasChinese = (try? CairoFont(for: ["一品一码"])) != nil
    private static let needsChinese: Comment = "no Chinese font: apt install fonts-noto-cjk"

    @Test(.enabled(if: hasChinese, needsChinese)) func `a PNG has the size and the resolution that were asked for`()
        throws
    {
        let content = try Sample.content()
        let font = try CairoFont(for: content.texts(.zh))
        let grid = try PNGRenderer.pixel(dotsPerInch: 300)
        let drawing = try Sample.drawing(content, grid: grid, measure: font)
        let png = try PNGRenderer(dotsPerInch: 300, font: font).png(LabelPage(drawing))
        #expect(Array(png.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(Self.number(png, at: 16) == 709 && Self.number(png, at: 20) == 472)
        #expect(String(decoding: png[37..<41], as: UTF8.self) == "pHYs")
        #expect(Self.number(png, at: 41) == 11811 && Self.number(png, at: 45) == 11811 && png[49] == 1)
        // CRC-32 of the chunk for 300 dots an inch, as other programs write it.
        #expect(Array(png[50..<54]) == [0x78, 0xA5, 0x3F, 0x76])
    }

    private static func number(_ bytes: [UInt8], at offset: Int) -> Int {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    @Test(.enabled(if: hasChinese, needsChinese)) func `a PDF has as many pages as were added`() throws {
        let content = try Sample.content()
        let font = try CairoFont(for: content.texts(.zh))
        let drawing = try Sample.drawing(content, measure: font)
        let renderer = try PDFRenderer(font: font)
        for _ in 0..<3 { try renderer.add(LabelPage(drawing)) }
        let pdf = try renderer.finish()
        #expect(pdf.starts(with: "%PDF-".utf8))
        let text = String(decoding: pdf, as: Unicode.ASCII.self)
        #expect(text.contains("/Count 3"))
        // 60 × 40 mm in points.
        #expect(text.contains("170.07") && text.contains("113.38"))
    }

    @Test func `a character that no font has is named instead of printed as a box`() throws {
        let error = #expect(throws: LabelError.self) { try CairoFont(for: ["\u{10FFFD}"]) }
        #expect(error?.reason == .missingGlyph)
        #expect(error?.wording.en.contains("U+10FFFD") == true)
        #expect(error?.hint != nil)
    }

    @Test(arguments: [0, 99, 1201, -5]) func `resolutions out of bounds are refused`(dotsPerInch: Int) {
        let error = #expect(throws: LabelError.self) { try PNGRenderer.pixel(dotsPerInch: dotsPerInch) }
        #expect(error?.reason == .unusableSize)
    }

    @Test(.enabled(if: hasChinese, needsChinese)) func `an image of too many pixels is refused before it is made`()
        throws
    {
        let content = try Sample.content()
        let font = try CairoFont(for: content.texts(.zh))
        let drawing = try Sample.drawing(content, width: 400, height: 400, measure: font)
        let renderer = try PNGRenderer(dotsPerInch: 1200, font: font)
        let error = #expect(throws: LabelError.self) { try renderer.png(LabelPage(drawing)) }
        #expect(error?.reason == .unusableSize)
    }

    // MARK: Widths

    @Test(.enabled(if: hasChinese, needsChinese)) func `estimated widths are near the font's and rarely below`() throws
    {
        let texts = ["批号 L20260301", "2026-03-01", "(01)06901234567892(10)L20260301(21)7", "鲜活大黄鱼（宁德）", "1.250 kg"]
        let font = try CairoFont(for: texts)
        for text in texts {
            let ratio =
                EstimatedTextMeasure().width(of: text, isBold: false) / font.width(of: text, isBold: false)
            #expect((0.95...1.25).contains(ratio), "\(text): \(ratio)")
        }
    }

    @Test(arguments: [
        (0.1, 4, "0.1"), (-1.5, 2, "-1.5"), (12, 3, "12"), (0.00004, 4, "0"), (1e300, 3, "0"), (2.9999, 2, "3"),
    ])
    func `numbers are written without exponents`(number: Double, places: Int, text: String) {
        #expect(number.decimal(places) == text)
    }
}
