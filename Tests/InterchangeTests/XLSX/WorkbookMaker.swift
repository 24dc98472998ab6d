import CZip
import Foundation

/// Workbooks made by hand, part by part.
struct WorkbookMaker {
    var parts: [(name: String, content: [UInt8])] = []

    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    /// A whole workbook around the content of `sheetData` and what follows it.
    init(
        rows: String, after: String = "", strings: String = "", styles: String = "", workbook: String = "",
        sheets: String = #"<sheet name="扫码" sheetId="1" r:id="rId1"/>"#
    ) {
        let package = "http://schemas.openxmlformats.org/package/2006/relationships"
        add(
            "_rels/.rels",
            #"<Relationships xmlns="\#(package)"><Relationship Id="a" Type="\#(Self.relations)/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        )
        add(
            "xl/workbook.xml",
            #"<workbook xmlns="\#(Self.main)" xmlns:r="\#(Self.relations)">\#(workbook)<sheets>\#(sheets)</sheets></workbook>"#
        )
        let targets = [
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "/xl/sharedStrings.xml"),
            ("rId3", "styles", "../xl/styles.xml"),
        ].map { #"<Relationship Id="\#($0)" Type="\#(Self.relations)/\#($1)" Target="\#($2)"/>"# }.joined()
        add("xl/_rels/workbook.xml.rels", #"<Relationships xmlns="\#(package)">\#(targets)</Relationships>"#)
        add(
            "xl/worksheets/sheet1.xml",
            #"<worksheet xmlns="\#(Self.main)"><sheetData>\#(rows)</sheetData>\#(after)</worksheet>"#)
        add("xl/sharedStrings.xml", #"<sst xmlns="\#(Self.main)">\#(strings)</sst>"#)
        add("xl/styles.xml", #"<styleSheet xmlns="\#(Self.main)">\#(styles)</styleSheet>"#)
    }

    mutating func add(_ name: String, _ content: String) {
        parts.append((name, Array(content.utf8)))
    }

    mutating func replace(_ name: String, _ content: String?) {
        parts.removeAll { $0.name == name }
        if let content { add(name, content) }
    }

    struct Failed: Error {}

    /// The file's bytes; with a password every part is encrypted.
    func bytes(password: String? = nil) throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appending(path: "workbook-\(UUID()).xlsx")
        defer { try? FileManager.default.removeItem(at: file) }
        guard let archive = zip_open(file.path, ZIP_CREATE, nil) else { throw Failed() }
        for part in parts {
            // libzip reads the content when it closes, and frees it then.
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(part.content.count, 1), alignment: 1)
            copy.copyBytes(from: part.content)
            guard let source = zip_source_buffer(archive, copy.baseAddress, UInt64(part.content.count), 1) else {
                throw Failed()
            }
            let index = zip_file_add(archive, part.name, source, UInt32(ZIP_FL_OVERWRITE))
            guard index >= 0 else { throw Failed() }
            if let password {
                zip_file_set_encryption(archive, UInt64(index), UInt16(ZIP_EM_AES_256), password)
            }
        }
        guard zip_close(archive) == 0 else { throw Failed() }
        return [UInt8](try Data(contentsOf: file))
    }
}
