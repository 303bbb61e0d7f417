# Writes the workbooks of cases/ anew (pip install xlwt openpyxl). All people in them are invented.
import sys
import datetime, openpyxl, xlwt
out=sys.argv[1]
# RDV Service Public: participations
b=xlwt.Workbook(); s=b.add_sheet('Worksheet1')
H=["usager","rdv_id","année","date prise rdv","heure prise rdv","origine","date rdv","heure rdv","service","motif","contexte","statut","lieu","professionnel.le(s)","commune du responsable","usager mineur ?","résultat des notifications","Organisation","date naissance","code postal du responsable","créé par","email(s) professionnel.le(s)","rdv collectif","inscription au rdv collectif par"]
R=[["Gaston BIDON",4711,2026,"01/10/2026","12h50","Créé par un agent","07/11/2026","14h30","Conseiller numérique","Accompagnement individuel","vient avec sa tablette","À venir","Médiathèque (21 rue des Ardennes, Villeurbanne, 69100)","Francis FACTICE","Villeurbanne","non",None,"Mairie","01/03/1950","69100","Francis FACTICE","agent@example.org","non",None],
["Zoé LE GALL",4712,2026,"02/10/2026","09h05","RDV pris sur internet","08/10/2026","10h00","Conseiller numérique","Atelier : les mails",None,"Rendez-vous honoré","Médiathèque","Francis FACTICE",None,"oui",None,"Mairie","12/05/2014","69100","Zoé LE GALL","agent@example.org","oui","usager"],
["Aïcha BENALI",4712,2026,"02/10/2026","09h06","RDV pris sur internet","08/10/2026","10h00","Conseiller numérique","Atelier : les mails",None,"Absence non excusée","Médiathèque","Francis FACTICE",None,"non",None,"Mairie",None,"01000","Aïcha BENALI","agent@example.org","oui","usager"],
["Paul ÉMÉRITE",4713,2026,"02/10/2026","09h06","RDV pris sur internet","09/10/2026","10h00","Conseiller numérique","Permanence",None,"Annulé par l'usager","Médiathèque","Francis FACTICE",None,"non",None,"Mairie",None,"01000","x","agent@example.org","non",None]]
for c,h in enumerate(H): s.write(0,c,h)
for r,row in enumerate(R,1):
    for c,v in enumerate(row):
        if v is not None: s.write(r,c,v)
b.save(out+'/rdv-participations.xls')
# RDV Service Public: rdvs, dates as numbers, long texts that continue
b=xlwt.Workbook(); s=b.add_sheet('Worksheet1')
H=["année","date prise rdv","heure prise rdv","origine","date rdv","heure rdv","service","motif","contexte","statut","lieu","professionnel.le(s)","usager(s)","commune du premier responsable","au moins un usager mineur ?","résultat des notifications","Organisation","date naissance","code postal du premier responsable","créé par","email(s) professionnel.le(s)"]
D=xlwt.easyxf(num_format_str='DD/MM/YYYY'); T=xlwt.easyxf(num_format_str='hh:mm')
for c,h in enumerate(H): s.write(0,c,h)
for r in range(1,8):
    row=[2026,None,None,"Agent",None,None,"Conseiller numérique","Accompagnement individuel","détail é "*700+str(r),"À venir","Médiathèque","Francis FACTICE","Gaston BIDON%d, Zoé LE GALL"%r if r==1 else "Personne%s EXEMPLE"%chr(64+r%26+1)*1,"Villeurbanne","non",None,"Mairie","01/03/1950, 12/05/2014" if r==1 else "","69100","x","y"]
    for c,v in enumerate(row):
        if v is not None: s.write(r,c,v)
    s.write(r,4,datetime.date(2026,11,1)+datetime.timedelta(days=r%20),D); s.write(r,5,datetime.time(9+r//20,(r*5)%60),T)
    s.write(r,1,datetime.date(2026,10,1),D)
b.save(out+'/rdv.xls')
# La Coop: the template as it comes, filled
w=openpyxl.Workbook(); s=w.active; s.title='Bénéficiaires'
s['A1']="Renseignez une ligne par bénéficiaire. Les colonnes Nom et Prénom sont obligatoires."
s.merge_cells('A1:J1')
for a,t in dict(A2='Nom',B2='Prénom',C2='Année de naissance',D2='Commune',G2='N° de téléphone',H2='E-mail',I2='Genre',J2='Notes supplémentaires',D3='Nom',E3='Code INSEE',F3='Code postal').items(): s[a]=t
for m in ['A2:A3','B2:B3','C2:C3','D2:F2','G2:G3','H2:H3','I2:I3','J2:J3']: s.merge_cells(m)
for row in [['Durand','Jeanne',1956,'Villeurbanne','69266','69100','06 39 98 00 01','jeanne.durand@example.org','Féminin','à rappeler'],['Benali','Aïcha',1990,'Les Abymes','97101','97139, 97142',639980002,'','Féminin',''],['Sans','Numéro','',"","","","pas de téléphone","","Masculin",""]]: s.append(row)
c=w.create_sheet('Communes'); c.append(['Commune','Code Insee','Code postal'])
for i in range(50): c.append(['Ville %d'%i,'%05d'%i,'%05d'%i])
w.save(out+'/coop-modele.xlsx')
# La Coop: export
w=openpyxl.Workbook(); s=w.active; s.title='Bénéficiaires'
for row in [['Informations export'],['Nom','Exemple'],['Prénom','Francis'],['Rôle','Médiateur'],['Total',2],[],['Filtres'],[],['Nom','Prénom','Année de naissance','Nom de la commune','Code INSEE','Code postal','N° de téléphone','E-mail','Genre','Tranche d’âge','Statut','Nombre d’accompagnements','Notes supplémentaires'],['Durand','Jeanne',1956,'Villeurbanne','69266','69100','+33639980001','-','Femme','60 - 69 ans','Retraité',3,'-'],['Benali','Aïcha','-','-','-','-','-','aicha@example.org','Femme','-','-',1,'-']]: s.append(row)
w.save(out+'/coop-export.xlsx')
# an office's own workbook: two sheets, one hidden, headings down, joined cells, serials, formulas
w=openpyxl.Workbook(); s=w.active; s.title='Octobre'
s.append(['Médiathèque – inscriptions']); s.append([]); s.append(['Atelier','Date','Horaire','NOM Prénom','Tél','Mail','Présent(e)','Absent(e)','Excusé(e)','Couleur'])
s.append(['Premiers pas',datetime.datetime(2026,11,12),'14h-16h','DURAND Jeanne',639980001,'jeanne.durand@example.org','x',None,None,'bleu'])
s.append([None,None,None,'Martin Paul','06.39.98.00.03 / 01 99 00 00 04','','',1,'',''])
s.append([None,None,None,'LE GALL Zoé-Marie','06 39 98 00 05','','','','oui',''])
s.append([]); s.append(['Les photos',datetime.datetime(2026,11,13,9,30),datetime.time(9,30),'Öztürk, Aylin','','aylin@example.org','','','',''])
s.append(['Les photos','=B8','=C8','DUPONT Anne','','','','','',''])
s.append(['Total',None,None,None,None,None,3])
for m in ['A4:A6','B4:B6','C4:C6','A1:J1']: s.merge_cells(m)
h=w.create_sheet('Archive'); h.append(['Nom','Prénom','Atelier','Date']); h.append(['Caché','Jean','Rien',datetime.datetime(2026,11,12)]); h.sheet_state='hidden'
v=w.create_sheet('Vide')
w.save(out+'/classeur.xlsx')
open(out+'/excel.csv','wb').write(('Nom;Prénom;Téléphone;Courriel;Né(e) le;Atelier;Date de l’atelier;Début;Fin;Lieu;Statut;Prescripteur;Inscrit par;Date d’inscription;Quartier\r\n'
'DURAND;Jeanne;639980001;jeanne.durand@example.org;12/03/56;Créer son CV;jeudi 12 novembre 2026;14h;16h;Médiathèque;Inscrite;Mission locale;;01/10/2026 09:15;Nord\r\n'
'"O’Brien";"Jean\r\nPaul";6,12E+08;;1956;Créer son CV;12/11/26;14:00;16:00;Médiathèque;Annulé par la structure;;Sa fille;;\r\n'
'Été;Zoé;+33 6 39 98 00 05;zoe@example.org;31/02/1960;Créer son CV;12-11-2026 14h30;;;Salle 2;liste d’attente;;;;\r\n'
'Numéro;Volé;1 84 12 76 451 089 46;;;Créer son CV;2026-11-12;14h;;Médiathèque;excusée;;;;\r\n'
'Seule;Une;;;;;;;;;;;;;\r\n'
'Perdu;Jour;;;;Créer son CV;un jeudi;;;;;;;;\r\n').encode('cp1252'))
open(out+'/texte-unicode.txt','wb').write('\ufeffFirst name\tLast name\tPhone\tWorkshop\tDate\tStart time\tDuration\tAttendance\r\nJeanne\tDurand\t0639980001\tMails\t12 November 2026\t2:30 pm\t1h30\tattended\r\n'.encode('utf-16-le'))
