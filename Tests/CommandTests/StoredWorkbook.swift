import Foundation

/// A small XLSX file made by hand: sheets of texts in a zip archive whose parts are stored as they are.
struct StoredWorkbook {
    struct Sheet {
        let name: String
        let rows: [[String]]
        var isHidden = false
        /// Numbers, from 1, of rows that the sheet does not show.
        var hiddenRows: Set<Int> = []
        /// Texts that are stored as moments.
        var moments: Set<String> = []
    }

    let sheets: [Sheet]

    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let package = "http://schemas.openxmlformats.org/package/2006/relationships"

    var data: Data {
        let numbers = 1...sheets.count
        let list = numbers.map { number in
            let state = sheets[number - 1].isHidden ? #" state="hidden""# : ""
            return #"<sheet name="\#(sheets[number - 1].name)" sheetId="\#(number)"\#(state) r:id="r\#(number)"/>"#
        }
        let targets = numbers.map {
            #"<Relationship Id="r\#($0)" Type="\#(Self.relations)/worksheet" Target="worksheets/sheet\#($0).xml"/>"#
        }
        let root = #"<Relationship Id="a" Type="\#(Self.relations)/officeDocument" Target="xl/workbook.xml"/>"#
        let parts = [
            ("_rels/.rels", Self.relationships(root)),
            ("xl/_rels/workbook.xml.rels", Self.relationships(targets.joined())),
            (
                "xl/workbook.xml",
                #"<workbook xmlns="\#(Self.main)" xmlns:r="\#(Self.relations)"><sheets>\#(list.joined())</sheets></workbook>"#
            ),
        ]
        return StoredArchive.data(parts + numbers.map { ("xl/worksheets/sheet\($0).xml", Self.part(sheets[$0 - 1])) })
    }

    private static func relationships(_ content: String) -> String {
        #"<Relationships xmlns="\#(package)">\#(content)</Relationships>"#
    }

    private static func part(_ sheet: Sheet) -> String {
        let rows = sheet.rows.enumerated().map { index, cells in
            let hidden = sheet.hiddenRows.contains(index + 1) ? #" hidden="1""# : ""
            let texts = cells.map { text in
                sheet.moments.contains(text)
                    ? #"<c t="d"><v>\#(text)</v></c>"# : #"<c t="inlineStr"><is><t>\#(text)</t></is></c>"#
            }.joined()
            return "<row\(hidden)>\(texts)</row>"
        }
        return #"<worksheet xmlns="\#(main)"><sheetData>\#(rows.joined())</sheetData></worksheet>"#
    }
}

/// A zip archive (APPNOTE.TXT §4.3) without compression.
enum StoredArchive {
    static func data(_ parts: [(name: String, content: String)]) -> Data {
        var archive = Data()
        var directory = Data()
        for (name, content) in parts {
            let bytes = Data(content.utf8)
            let size = UInt32(bytes.count)
            // Version, flags, method, time and date; checksum and the two sizes; lengths of the name and of nothing more.
            let common =
                little(20 as UInt16, 0x800, 0, 0, 0x21) + little(checksum(bytes), size, size)
                + little(UInt16(name.utf8.count), 0)
            directory += little(0x0201_4B50 as UInt32) + little(20 as UInt16) + common + little(0 as UInt16, 0, 0)
            directory += little(0 as UInt32, UInt32(archive.count)) + Data(name.utf8)
            archive += little(0x0403_4B50 as UInt32) + common + Data(name.utf8) + bytes
        }
        let count = UInt16(parts.count)
        let end =
            little(0x0605_4B50 as UInt32) + little(0 as UInt16, 0, count, count)
            + little(UInt32(directory.count), UInt32(archive.count)) + little(0 as UInt16)
        return archive + directory + end
    }

    private static func little<Number: FixedWidthInteger>(_ numbers: Number...) -> Data {
        numbers.reduce(into: Data()) { data, number in
            withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
        }
    }

    /// CRC-32.
    private static func checksum(_ data: Data) -> UInt32 {
        ~data.reduce(0xFFFF_FFFF) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
