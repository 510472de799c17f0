//! OpenDocument sheets, as LibreOffice writes them.

use super::made::open_document;
use super::{grid, rows};

#[test]
fn every_type_of_cell_is_read() {
    let grid = grid(&open_document(
        "<table:table table:name='Projets' table:style-name='ta1'>\
         <table:table-column table:number-columns-repeated='16384'/>\
         <table:table-header-rows><table:table-row>\
         <table:table-cell table:number-columns-spanned='2' office:value-type='string' calcext:value-type='string'><text:p>Enquête<text:s text:c='2'/>2015</text:p><text:p>suite</text:p></table:table-cell>\
         <table:covered-table-cell><text:p>caché</text:p></table:covered-table-cell>\
         <table:table-cell office:value-type='string'><office:annotation><text:p>note</text:p></office:annotation><text:p>吉<text:span>林</text:span>省</text:p></table:table-cell>\
         </table:table-row></table:table-header-rows>\
         <table:table-row table:number-rows-repeated='3'><table:table-cell/></table:table-row>\
         <table:table-row><table:table-cell office:value-type='float' office:value='12.5' calcext:value-type='float'><text:p>12,5</text:p></table:table-cell>\
         <table:table-cell office:value-type='date' office:date-value='2015-04-01'><text:p>1/4/15</text:p></table:table-cell>\
         <table:table-cell office:value-type='boolean' office:boolean-value='true'><text:p>VRAI</text:p></table:table-cell>\
         <table:table-cell table:formula='of:=SUM([.A5:.A6])' office:value-type='float' office:value='1'><text:p>1</text:p></table:table-cell>\
         <table:table-cell table:number-columns-repeated='2' office:value-type='percentage' office:value='0.5'><text:p>50 %</text:p></table:table-cell>\
         <table:table-cell table:number-columns-repeated='16378'/></table:table-row>\
         <table:table-row table:number-rows-repeated='1048570'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>\
         </table:table><table:table table:name='atlas' table:style-name='ta2'><table:table-row table:number-rows-repeated='2'><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>",
        &[],
    ));
    assert_eq!(
        rows(&grid.sheets[0]),
        [
            "1 Enquête  2015\nsuite||吉林省",
            "5 12.5n|2015-04-01 00:00:00|true|formula =SUM([.A5:.A6])|0.5n|0.5n",
        ]
    );
    assert_eq!(grid.sheets.len(), 1);
    assert_eq!(
        (grid.hidden[0].name.as_str(), rows(&grid.hidden[0])),
        ("atlas", vec!["1 x".into(), "2 x".into()])
    );
}

#[test]
fn links_pictures_and_the_lists_of_no_macros_are_harmless() {
    let table = "<office:scripts/><table:table table:name='P'><table:shapes><draw:frame><draw:image xlink:href='Pictures/a.png'/></draw:frame></table:shapes><table:table-row><table:table-cell><text:p><text:a xlink:href='https://example.org'>site</text:a></text:p></table:table-cell></table:table-row></table:table>";
    let grid = grid(&open_document(
        table,
        &[("Basic/script-lc.xml", "<l/>"), ("Basic/Standard/script-lb.xml", "<l/>")],
    ));
    assert_eq!(rows(&grid.sheets[0]), ["1 site"]);
}
